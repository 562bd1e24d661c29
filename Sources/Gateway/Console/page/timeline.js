// The timeline. The x axis is what a clock said; the gateway's now stands still and the paper moves under it.
// A token is a bar from its iat to its exp, one row each. The gateway's now is a line, and tolerance makes it a beam
// as wide on either side. A call is good where the beam touches the bar: the whole of the rule, to be seen.
import { judge, validator, nodeOffsets, words, signed, clockText, niceTolerance } from './arithmetic.js';
import { foreign } from './dom.js';

const NS = 'http://www.w3.org/2000/svg';
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000, 86_400_000];
const NOW_AT = 0.44;

/** An element of a picture. */
function shape(name, attributes = {}) {
  const el = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
  return el;
}

/** Elements that are used again from frame to frame, in the order they are asked for; only what changed is set. */
class Layer {
  constructor(parent) { this.g = parent.appendChild(shape('g')); this.next = 0; }
  begin() { this.next = 0; }
  end() { while (this.g.childNodes.length > this.next) this.g.lastChild.remove(); }
  add(name, cls, attributes, text) {
    let el = this.g.childNodes[this.next++];
    if (!el || el.localName !== name) {
      const fresh = shape(name);
      fresh.was = {};
      if (el) el.replaceWith(fresh); else this.g.append(fresh);
      el = fresh;
    }
    attributes.class = cls;
    for (const key of Object.keys(el.was)) if (!(key in attributes)) { el.removeAttribute(key); delete el.was[key]; }
    for (const [key, value] of Object.entries(attributes)) if (el.was[key] !== value) { el.setAttribute(key, value); el.was[key] = value; }
    if (text !== undefined && el.textContent !== text) el.textContent = text;
    return el;
  }
  rect(cls, x, y, width, height, rx = 0) { if (width > 0) this.add('rect', cls, { x: r(x), y, width: r(width), height, rx }); }
  line(cls, x1, y1, x2, y2) { this.add('line', cls, { x1: r(x1), y1, x2: r(x2), y2 }); }
  path(cls, d) { this.add('path', cls, { d }); }
  text(cls, x, y, text, anchor = 'start') { this.add('text', cls, { x: r(x), y, 'text-anchor': anchor }, text); }
}

const pen = document.createElement('canvas').getContext('2d'), widths = new Map();
function textWidth(text) {
  if (!widths.has(text)) { pen.font = `650 12px ${getComputedStyle(document.body).fontFamily}`; if (widths.size > 500) widths.clear(); widths.set(text, pen.measureText(text).width); }
  return widths.get(text);
}
const r = (x) => Math.round(x * 10) / 10;
const cross = (x, y, s) => `M${r(x - s)} ${y - s}L${r(x + s)} ${y + s}M${r(x + s)} ${y - s}L${r(x - s)} ${y + s}`;

export class Timeline {
  constructor(svg) {
    this.svg = svg;
    const clip = shape('clipPath', { id: 'plot' }), defs = svg.appendChild(shape('defs'));
    this.clip = clip.appendChild(shape('rect', { y: 0 }));
    defs.append(pattern('hatch', 'hatch'), pattern('lost', 'lostline'), clip);
    this.back = new Layer(svg);
    this.bars = new Layer(svg);
    this.beam = new Layer(svg);
    this.marks = new Layer(svg);
    this.frame = new Layer(svg);
    for (const layer of [this.back, this.bars, this.beam, this.marks]) layer.g.setAttribute('clip-path', 'url(#plot)');
  }

  measure(nodes) {
    const width = this.svg.clientWidth || 1200, small = width < 700;
    const rows = small ? 4 : 5, rowHeight = 38, top = 30, issuer = small ? 62 : 64;
    const laneHeight = nodes ? 30 : small ? 78 : 80;
    const rowsTop = top + issuer, rowsEnd = rowsTop + rows * rowHeight;
    const lanes = nodes?.length ?? 1, bottom = rowsEnd + 8 + lanes * laneHeight;
    const height = bottom + 24;
    Object.assign(this, { width, small, rows, rowHeight, top, issuer, laneHeight, rowsTop, rowsEnd, bottom, height });
    this.x0 = small ? 0 : 168;
    this.x1 = width - (small ? 0 : 20);
    if (this.drawn !== `${width} ${height}`) {
      this.drawn = `${width} ${height}`;
      this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      this.svg.setAttribute('height', height);
      for (const [key, value] of [['x', this.x0], ['width', this.x1 - this.x0], ['height', height]]) this.clip.setAttribute(key, value);
    }
  }

  scale(span) { this.k = (this.x1 - this.x0) / span; this.nowX = Math.round(this.x0 + (this.x1 - this.x0) * NOW_AT) + 0.5; }

  /**
   * Draws one moment: now, seen (the true time of it), span, settings, offset, judged (what the validator takes for now),
   * tokens by row, calls, bins, focus (a call), frozen, gaps, coming (steps of the offset), drift.
   */
  draw(v) {
    const nodes = (this.nodes = nodeOffsets(v.settings));
    this.measure(nodes);
    this.scale(v.span);
    const { back, bars, beam, marks, frame } = this, layers = [back, bars, beam, marks, frame];
    for (const layer of layers) layer.begin();
    const X = (t) => this.nowX + (t - v.now) * this.k;
    const L = v.settings.toleranceMs;
    const context = { v, X, L, issuerX: X(v.now + v.offset), judgedX: X(v.judged) };
    this.ruler(context);
    this.clocks(context);
    this.tokens(context);
    this.lanes(context);
    this.beamAndGhost(context);
    for (const layer of layers) layer.end();
  }

  ruler({ v, X }) {
    const { back, frame, x0, x1, nowX, k, top, rowsTop, rowsEnd, bottom, small } = this;
    back.rect('past', x0, top, nowX - x0, bottom - top);
    const step = STEPS.find((s) => s * k >= (small ? 62 : 84)) ?? STEPS.at(-1);
    for (let n = Math.ceil((x0 - nowX) / k / step); n * step * k + nowX <= x1; n++) {
      const x = Math.round(nowX + n * step * k) + 0.5;
      if (x < x0 + 1) continue;
      frame.line('tick', x, top - 6, x, top);
      if (n === 0 || (x > x0 + 24 && x < x1 - 24)) frame.text(n ? 'label' : 'label strong', x, top - 11, n ? signed(n * step) : 'now', 'middle');
      if (n) back.line('grid', x, top, x, bottom);
    }
    if (!small) { frame.text('label', nowX - 10, top + 17, 'gateway’s past', 'end'); frame.text('label', nowX + 10, top + 17, 'gateway’s future'); }
    frame.line('axis', x0, top - 0.5, x1, top - 0.5);
    frame.line('axis', x0, bottom + 0.5, x1, bottom + 0.5);
    // Time of day, carried along by the paper.
    const far = [1000, ...STEPS.filter((s) => s > 1000)].find((s) => s * k >= (small ? 74 : 96));
    if (far && v.span >= 400) {
      for (let t = Math.ceil((v.now - (nowX - x0) / k) / far) * far; X(t) < x1; t += far) {
        frame.line('tick', X(t), bottom, X(t), bottom + 5);
        if (X(t) > x0 + 26 && X(t) < x1 - 26) frame.text('label', X(t), bottom + 18, clockText(t).slice(0, 8), 'middle');
      }
    }
    if (!v.tokens.some(Boolean)) {
      const hint = small ? ['A token is a bar.', 'A call is good where', 'the line touches the bar.'] : ['A token will be a bar here, from its iat to its exp.', 'A call is good where the gateway’s line touches the bar.', 'Tolerance makes the line a beam.'];
      hint.forEach((line, i) => frame.text('hint', small ? nowX + 12 : nowX + 24, (rowsTop + rowsEnd) / 2 - 4 + i * 20, line));
    }
    for (const gap of v.gaps) {
      const a = Math.max(x0, X(gap.from)), b = Math.min(x1, X(gap.to ?? v.now));
      back.rect('gap', a, rowsTop, b - a, rowsEnd - rowsTop);
      const what = gap.missed ? `${gap.missed} not seen` : 'not seen';
      if (b - a > textWidth(what) + 16) frame.text('label', (a + b) / 2, rowsTop + 14, what, 'middle');
    }
  }

  clocks({ v, X, issuerX }) {
    const { back, frame, marks, x0, x1, nowX, k, top, issuer, rowsTop, rowsEnd, small } = this;
    const y = top + issuer - 20, s = v.offset, jitter = v.settings.jitterMs;
    if (small) { frame.text('name issuer', 8, top + 18, '▼ Issuer'); frame.text('name issuer', 8, top + 36, clockText(v.now + s)); }
    else {
      frame.text('name issuer', 0, top + 22, '▼ Issuer’s clock');
      frame.text('reading issuer', 0, top + 42, clockText(v.now + s));
    }
    // The comb: the only instants that an iat of whole seconds can name.
    if (v.settings.timestampPrecision === 'seconds' && 1000 * k > 8) {
      let d = `M${x0} ${rowsTop + 0.5}H${x1}`;
      for (let t = Math.floor((v.now - (nowX - x0) / k) / 1000) * 1000; X(t) < x1; t += 1000) d += `M${r(X(t))} ${rowsTop}v-12`;
      marks.path('comb', d);
      if (!small) frame.text('label', 0, top + 59, 'stamps whole seconds');
    }
    const x = Math.max(x0 + 7, Math.min(x1 - 7, issuerX));
    // Jitter: a hand that is anywhere in there. Steps to come: notches on its lane.
    if (jitter) marks.rect('fuzz', issuerX - jitter * k, y - 8, 2 * jitter * k, 16, 3);
    for (const step of v.coming ?? []) {
      const at = X(v.now + step.in);
      if (at > nowX && at < x1 - 60) { marks.path('notch', `M${r(at)} ${rowsTop - 14}v14`); marks.text('label issuer', at + 4, rowsTop - 5, `then ${signed(step.offset)}`); }
    }
    back.line('hand issuer', issuerX, y + 8, issuerX, rowsEnd);
    frame.path('head issuer', `M${r(x - 7)} ${y - 4}h14l-7 12z`);
    if (!s) { if (!small) frame.text('label', nowX + 14, y + 5, 'no skew'); return; }
    const a = Math.min(nowX, x), b = Math.max(nowX, x), text = `${words(Math.abs(s))} ${s > 0 ? 'ahead' : 'behind'}${v.drift ? `, ${v.drift}` : ''}`;
    frame.path('dimension issuer', `M${r(nowX)} ${y - 6}v12M${r(nowX)} ${y}H${r(s > 0 ? x - 8 : x + 8)}`);
    if (b - a > textWidth(text) + 24) frame.text('label strong issuer', (a + b) / 2, y - 6, text, 'middle');
    else if (s > 0 && x + 20 + textWidth(text) < x1) frame.text('label strong issuer', x + 12, y + 5, text);
    else if (s > 0) frame.text('label strong issuer', x1 - 8, y - 12, text, 'end');
    else frame.text('label strong issuer', Math.max(x - 12, x0 + textWidth(text) + 8), y + 5, text, 'end');
  }

  tokens({ v, X, L }) {
    const { bars, frame, marks, back, x0, x1, rowsTop, rowHeight, rows, small } = this;
    const judgeNow = validator(v.settings.validator);
    this.where = [];
    for (let row = 0; row < rows; row++) {
      const y = rowsTop + row * rowHeight, middle = y + rowHeight / 2 + (small ? 5 : 0);
      back.line('rule', x0, y + 0.5, x1, y + 0.5);
      const token = v.tokens[row];
      if (!token) continue;
      const inFocus = v.focus?.token === token, dim = v.focus && !inFocus ? ' dim' : '';
      this.where[row] = { token, y };
      const worst = Math.min(...(this.nodes ?? [0])), said = judge(judgeNow, v.settings.toleranceMs, token, v.now + worst);
      const a = X(token.iat ?? -8e15), b = X(token.exp ?? 8e15), h = small ? 16 : 20, top = middle - h / 2;
      const state = said.ok ? (said.forgiven ? 'forgiven' : 'good') : said.reason === 'expired' ? 'dead' : 'early';
      bars.rect(`bar ${state}${dim}`, Math.max(a, x0 - 4), top, Math.min(b, x1 + 4) - Math.max(a, x0 - 4), h, 2);
      if (a > x0 - 4 && a < x1) bars.rect(`stamp${dim}`, a - 1.5, top - 3, 3, h + 6);
      if (b < x1) bars.rect(`stamp end${dim}`, b - 1.5, top, 3, h);
      if (v.settings.timestampPrecision === 'seconds' && token.reading > token.iat) bars.path(`cut${dim}`, `M${r(X(token.reading))} ${top - 3}V${top + h + 3}`);
      // Its name, and what would be said of it now.
      const mark = said.ok ? (said.forgiven ? '○' : '●') : '✕';
      if (small) frame.text(inFocus ? 'label strong' : 'label', 8, y + 12, foreign(token.client ?? 'no client', 24));
      else {
        frame.text(`mark ${state}`, 0, middle + 5, mark);
        frame.text(inFocus ? 'name' : 'name other', 18, middle - 2, foreign(token.client ?? 'no client', 16));
        frame.text('label', 18, middle + 12, state === 'early' ? (said.heals === undefined ? 'never good' : `good in ${words(said.heals)}`) : state === 'dead' ? 'expired' : state === 'forgiven' ? 'good, forgiven' : 'good');
      }
      if (a > x1 && !inFocus) frame.text('label issuer', x1 - 6, middle + 4, `iat ${signed(token.iat - v.now)} ▸`, 'end');
      else if (inFocus && b > x1 && a < x1 - 260 && !small) frame.text('label issuer', x1 - 6, middle + 4, `exp ${signed(token.exp - v.now)} ▸`, 'end');
      this.calls(token, { v, X, L, middle, top, h, inFocus, dim });
    }
    back.line('rule', x0, this.rowsEnd + 0.5, x1, this.rowsEnd + 0.5);
  }

  calls(token, { v, X, middle, h, inFocus, dim }) {
    const { marks, back, x0, x1, small, rowsEnd } = this;
    let seen = 0;
    for (let i = token.calls.length - 1; i >= 0 && seen < 60; i--) {
      const call = token.calls[i];
      if (call.at > v.seen) continue;
      const x = X(call.reading);
      if (x < x0 - 8) break;
      seen++;
      const focus = inFocus && v.focus === call;
      const early = call.reason?.endsWith('_in_future');
      if (focus) marks.line(`drop ${call.verdict}`, x, middle, x, rowsEnd + 14);
      if (early && call.status === 401) {
        if (focus) {
          const a = x + call.toleranceMs * this.k, b = X(call.reading + call.aheadMs), end = Math.min(b, x1), gap = end - a;
          back.rect('void', a, middle - h / 2, gap, h);
          marks.path('dimension refused', `M${r(a)} ${middle - 7}v14M${r(b)} ${middle - 7}v14M${r(a)} ${middle}H${r(b)}`);
          const healed = v.now + (this.nodes?.[call.node - 1] ?? 0) >= call.reading + (call.healsInMs ?? Infinity), tone = healed ? 'healed' : 'refused';
          const text = healed ? (small ? 'healed' : `healed after ${words(call.healsInMs)}`) : small ? words(call.aheadMs) : `${words(call.aheadMs)} in the future`;
          const wide = textWidth(text) + 24;
          if (gap > wide && !healed) pill(marks, (a + end) / 2, middle, text, tone);
          else if (b + wide < x1) pill(marks, (healed ? Math.max(b, this.nowX + 4) : b) + wide / 2 + 4, middle, text, tone);
          else pill(marks, Math.max(x0 + wide / 2, x - wide / 2 - 6), middle, text, tone);
        }
        marks.path(`no${focus ? ' focus' : dim}`, cross(x, middle, focus ? 6 : 4.5));
      } else if (call.status >= 400) marks.path(`other${dim}`, `M${r(x - 5)} ${middle + 4}h10l-5 -9z`);
      else if (call.forgiven) {
        marks.add('circle', `ring${dim}`, { cx: r(x), cy: middle, r: focus ? 6 : 4.5 });
        if (focus) {
          marks.path('dimension gateway', `M${r(x + 6)} ${middle}H${r(X(token.iat))}`);
          const text = small ? 'forgiven' : `${words(call.aheadMs)} ahead, forgiven`, wide = textWidth(text) + 24;
          pill(marks, Math.min(x1 - wide / 2, X(token.iat) + wide / 2 + 8), middle, text, 'gateway');
        }
      } else marks.add('circle', `yes${dim}`, { cx: r(x), cy: middle, r: focus ? 5 : 3.5 });
    }
  }

  lanes({ v, X, L }) {
    const { frame, marks, back, x0, x1, nowX, k, rowsEnd, laneHeight, small } = this;
    const nodes = this.nodes ?? [0];
    nodes.forEach((off, i) => {
      const y = rowsEnd + 8 + i * laneHeight, many = nodes.length > 1, base = y + (many ? 15 : 18);
      back.line('rail', x0, base + 0.5, x1, base + 0.5);
      if (small) { if (many) frame.text('label', 8, y + 9, `node ${i + 1} ${off ? signed(off) : ''}`); else { frame.text('name gateway', 8, y + 48, '▲ Gateway'); frame.text('name gateway', 8, y + 66, clockText(v.now)); } }
      else if (many) { frame.text('name gateway', 0, base + 4, `▲ Node ${i + 1}`); frame.text('label', 70, base + 4, off ? words(Math.abs(off)) + (off < 0 ? ' behind' : ' ahead') : 'on time'); }
      else { frame.text('name gateway', 0, y + 20, '▲ Gateway’s clock'); frame.text('reading gateway', 0, y + 40, clockText(v.now)); if (v.frozen) frame.text('label gateway', 0, y + 58, '■ frozen'); }
      // The part of each second in which a fresh token would be refused.
      const s = v.offset - off;
      if (v.settings.timestampPrecision === 'seconds' && s > L && k * 1000 > 24) {
        for (let t = Math.floor((v.now - (nowX - x0) / k) / 1000) * 1000; X(t - s) < x1; t += 1000) {
          const a = X(t - s), wide = Math.min(s - L, 1000) * k;
          marks.rect('window', a, base - 9, wide, 18);
          if (!small && !many && 1000 * k > 330 && a > x0 && Math.abs(a + wide / 2 - nowX) > 72) frame.text('label', a + wide / 2, base + 21, 'fresh tokens refused', 'middle');
        }
      }
      // Calls: good ones above, refused ones below, binned so that ten thousand cost as much as ten.
      const bin = 3, up = new Map(), down = new Map();
      for (const call of v.calls) {
        if (many && call.node !== i + 1) continue;
        const at = Math.round(X(call.reading) / bin);
        const side = call.status < 400 ? up : down;
        side.set(at, (side.get(at) ?? 0) + 1);
      }
      // Those that came too fast to be told one by one: so many in each tenth of a second.
      if (!many) for (const { at, ms, statuses } of v.bins) for (const [status, n] of Object.entries(statuses)) {
        const side = Number(status) < 400 ? up : down, from = Math.round(X(at) / bin), to = Math.max(from, Math.round(Math.min(X(at + ms), nowX) / bin) - 1);
        for (let place = Math.max(from, 0); place <= Math.min(to, x1 / bin); place++) side.set(place, (side.get(place) ?? 0) + n / (to - from + 1));
      }
      const bars = (side, sign) => {
        let d = '';
        for (const [at, n] of side) d += `M${at * bin + 0.5} ${base + sign * 2}v${sign * Math.min(many ? 11 : 19, 5 + 3 * Math.log2(Math.max(n, 1)))}`;
        return d;
      };
      marks.path('ticks yes', bars(up, -1) || 'M0 0');
      marks.path('ticks no', bars(down, 1) || 'M0 0');
      if (many) {
        const x = X(v.now + off);
        back.line('hand gateway', x, this.rowsTop, x, base);
        if (L) back.rect('beam', x - L * k, y + 2, 2 * L * k, laneHeight - 4);
        frame.path('head gateway', `M${r(x - 6)} ${base + 12}h12l-6 -10z`);
      }
    });
  }

  beamAndGhost({ v, X, L, judgedX }) {
    const { beam, frame, nowX, x0, x1, k, top, rowsTop, rowsEnd, laneHeight, small } = this;
    if (this.nodes) { frame.line('hand now', nowX, top, nowX, this.bottom); return; }
    const y = rowsEnd + 8, foot = y + laneHeight, lineY = y + (small ? 46 : 62);
    const call = v.focus;
    if (call?.status === 401 && call.aheadMs > L && call.reading + call.healsInMs > v.now) {
      const nice = niceTolerance(call.aheadMs);
      if (nice * k > 6 && nice * k < (x1 - x0) * 2) {
        beam.path('ghost', `M${r(nowX)} ${rowsTop + 1}H${r(Math.min(x1 + 9, nowX + nice * k))}V${foot - 2}H${r(nowX)}`);
        const edge = Math.min(nowX + nice * k, x1), full = `${words(nice)} of tolerance would reach the token`, wide = textWidth(full) + 24;
        const text = edge - nowX > wide || edge + wide < x1 ? full : `${words(nice)} would do`, inside = edge - nowX > textWidth(text) + 24;
        frame.text('label gateway', inside ? edge - 8 : edge + 8, lineY + (small ? 14 : 4), text, inside ? 'end' : 'start');
      }
    }
    if (L) {
      beam.rect('beam', judgedX, top, Math.min(L * k, 1e6), foot - top);
      beam.rect('beam half', judgedX - Math.min(L * k, 1e6), top, Math.min(L * k, 1e6), foot - top);
      beam.path('edge', `M${r(Math.min(judgedX + L * k, 1e6))} ${top}V${foot}`);
      const a = judgedX, b = Math.min(x1, judgedX + L * k), text = small ? `± ${words(L)}` : `tolerance ${words(L)}`;
      if (b - a > 16) frame.path('dimension gateway', `M${r(a)} ${lineY}H${r(b - 1)}`);
      if (b - a > textWidth(text) + 16) frame.text('label strong gateway', (a + b) / 2, lineY - 6, text, 'middle');
      else frame.text('label strong gateway', b + 8, lineY + 4, text);
    } else if (!small || call?.status !== 401) frame.text('label gateway', small ? nowX + 12 : nowX - 12, lineY + 4, 'no tolerance', small ? 'start' : 'end');
    // A validator that counts whole seconds has a hand of its own, which ticks.
    if (v.judged !== v.now) {
      beam.line('hand ticking', judgedX, top, judgedX, foot);
      if (!small && judgedX > x0 && nowX - judgedX > 110) frame.text('label gateway', judgedX + 6, top + 33, 'judged by this');
    }
    frame.line('hand now', nowX, top, nowX, foot);
    frame.path('head gateway', `M${r(nowX - 8)} ${foot}h16l-8 -13z`);
  }

  /** The token under a point, for choosing. */
  tokenAt(y) { return this.where?.find((w) => w && y >= w.y && y < w.y + this.rowHeight)?.token; }
}

function pill(layer, x, y, text, cls) {
  const wide = textWidth(text) + 20;
  layer.rect(`pill ${cls}`, x - wide / 2, y - 10, wide, 20, 10);
  layer.text(`pilltext ${cls}`, x, y + 4.5, text, 'middle');
}

function pattern(id, cls) {
  const p = shape('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
  p.append(shape('line', { x1: 0, y1: 0, x2: 0, y2: 6, class: cls }));
  return p;
}

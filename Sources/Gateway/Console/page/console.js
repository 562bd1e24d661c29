// The console: one event log, one moment to look at, and what is drawn from the two.
import { parseDuration, plainDuration, words, clockText, VALIDATORS, validator, byWholeSeconds, ruleInWords, nodeOffsets, chance, consequence, niceTolerance } from './arithmetic.js';
import { Timeline } from './timeline.js';
import { control, keepToken, forgetToken, Events, Refusal } from './gateway.js';
import { $, all, on, h, foreign } from './dom.js';
import * as log from './model.js';
import { model, time, gatewayAt, frozen } from './model.js';
import { journalLater, journalAgain, showJournal, wireJournal, explain, mint, showMe, wireToken } from './panels.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');
let view = { mode: 'follow', t: 0, span: 1500 };
let quietUntil = 0, dirty = true;

const HEARD = {
  snapshot(data) {
    // Another run of the program counts its entries anew.
    if (model.run && model.run !== data.run) log.forgetAll();
    Object.assign(model, { run: data.run, pastUpTo: data.lastId, ready: true, live: true });
    const gap = model.gaps.at(-1);
    if (gap && gap.to === undefined) gap.to = gatewayAt(time.now());
    this.settings(data.settings);
    this.clock(data.clock);
    this.faults({ faults: data.faults });
    this.clients({ clients: data.clients });
    showJournal();
  },
  settings(data) { log.setSettings(data); if (!model.own) showSettings(); },
  clock(data) {
    time.note(Date.parse(data.trueNow));
    const was = frozen();
    log.setClock(data);
    if (was !== frozen() || frozen()) showClock(); else if (!$('state-text').textContent.startsWith('Live')) showState();
  },
  clients(data) { for (const id of data.clients) model.clients.add(id); showClients(); if (model.client) lookAt(model.client); },
  faults(data) { model.faults = data.faults; showFaults(); },
  entry(e) {
    if (!log.note(e)) return void (e.aborted && journalAgain());
    if (e.reason?.endsWith('_in_future') && e.id > model.pastUpTo) caught(e);
    if (!clientsShown.has(e.client ?? '')) showClients();
    journalLater();
  },
  counts(data) { log.count(data); },
  gap(data) { const now = gatewayAt(time.now()); model.gaps.push({ from: model.calls.at(-1)?.reading ?? now, to: now, missed: data.missed }); journalLater(); },
  cleared() { log.forgetAll(); kept = null; $('storm').hidden = true; if (view.mode !== 'follow') follow(); events.id = null; events.open(); },
  storm(data) { showStorm(data); },
};

const events = new Events({
  heard(name, data) { if (!still.matches) dirty = true; HEARD[name]?.(data); },
  lost() {
    if (model.live) model.gaps.push({ from: gatewayAt(time.now()) });
    model.live = false;
    time.leads = [];
    showState();
  },
  needsToken(wrong) { askForToken(wrong); },
});

/** A refusal stops the picture, as an oscilloscope's trigger does: it stands, plays slowly until it has healed, goes on. */
function caught(call) {
  if (!$('catch').checked || view.mode !== 'follow' || frozen() || performance.now() < quietUntil || call.token?.calls[0] !== call) return;
  if (model.client && call.client !== model.client) return;
  view = { ...view, mode: 'caught', call, t: call.at, since: performance.now() };
  showHold();
}
function follow() { view = { span: view.span, mode: 'follow', t: time.now() }; quietUntil = performance.now() + 4000; showHold(); }
function hold(t = view.t, call = view.call) { view = { span: view.span, mode: 'held', t, call }; showHold(); }

const STAND = 2200, REST = 1600;
let lostAt = 0;
function moment(ts) {
  if (model.live) lostAt = time.now();
  if (view.mode === 'follow') view.t = model.live ? time.now() : lostAt;
  if (view.mode === 'caught') {
    const { call } = view, past = ts - view.since, heal = Math.min(call.healsInMs ?? 0, 86_400_000) + Math.max(12, view.span / 60);
    const play = still.matches ? 0 : Math.min(4000, Math.max(1400, heal * 9));
    view.t = call.at + Math.max(0, Math.min(1, (past - STAND) / (play || 1))) * (still.matches ? 0 : heal);
    $('paper').dataset.held = past < STAND ? 'Held at a refusal' : 'In slow motion';
    if (past > STAND + play + REST) follow();
  }
  return view.t;
}

const isShown = (call) => !model.client || call.client === model.client;
function focusCall(t) {
  if (view.call && (view.mode === 'caught' || view.mode === 'held')) return view.call;
  const now = gatewayAt(t);
  for (let i = model.calls.length - 1; i >= 0 && i > model.calls.length - 400; i--) {
    const c = model.calls[i];
    if (c.at > t || !c.token || !isShown(c)) continue;
    // While the clock stands still, the last call is what it is about.
    return frozen() || (t - c.at <= 4000 && now - c.reading <= view.span * 0.4) ? c : null;
  }
  return null;
}

const timeline = new Timeline($('timeline'));
let lastDraw = 0, kept = null, keptAt = 0;
function frame(ts) {
  requestAnimationFrame(frame);
  if (!log.settings() || document.hidden) return;
  const moving = view.mode !== 'held' && !frozen() && (model.live || view.mode === 'caught');
  if (!dirty && (!moving || (still.matches && ts - lastDraw < 1000))) return;
  dirty = false;
  lastDraw = ts;
  draw(ts);
}

function draw(ts) {
  const t = moment(ts), now = gatewayAt(t), rows = timeline.rows ?? log.ROWS, shown = new Array(rows), settings = log.settings();
  for (let i = model.tokens.length - 1, found = 0; i >= 0 && found < rows && i > model.tokens.length - 300; i--) {
    const one = model.tokens[i], place = one.row % rows;
    if (one.made > t + 50 || shown[place] || (model.client && one.client !== model.client)) continue;
    shown[place] = one;
    found++;
  }
  // What is spoken of stays so for a second, in the picture as in the sentence; only a refusal pushes in.
  let focus = focusCall(t);
  if (view.mode === 'follow' && !frozen() && kept && ts - keptAt < 1100 && (focus?.status !== 401 || kept.status === 401)) focus = kept;
  if (focus !== kept) [kept, keptAt] = [focus, ts];
  const reach = view.span * 0.6, calls = [], bins = [];
  for (let i = model.calls.length - 1; i >= 0; i--) {
    const c = model.calls[i];
    if (t - c.at > view.span + 60_000 && !frozen()) break;
    if (c.at <= t && Math.abs(c.reading - now) < reach && isShown(c)) calls.push(c);
  }
  if (!model.client) for (let i = model.bins.length - 1; i >= 0 && now - model.bins[i].at < reach; i--) if (model.bins[i].at < now) bins.push(model.bins[i]);
  const judged = byWholeSeconds(validator(settings.validator)) ? Math.floor(now / 1000) * 1000 : now;
  timeline.draw({ now, judged, seen: t, span: view.span, settings, offset: log.offsetAt(t), drift: log.driftText(), coming: log.comingSteps(t), tokens: shown, calls, bins, focus, frozen: frozen(), gaps: model.gaps.slice(-20) });
  say(focus, now, ts);
}

let saidKey = '', announcedAt = 0;
function say(call, now, ts) {
  const settings = log.settings(), offset = log.offsetAt(view.t), L = settings.toleranceMs;
  let key = 'none', verdict, why, cure = null, tone = '';
  if (!model.live && model.ready && view.mode === 'follow') [verdict, why, key] = ['Connection lost', 'Trying again. What happens meanwhile is marked as not seen.', 'lost'];
  else if (!model.ready) [verdict, why] = ['Connecting', 'Waiting for the gateway’s events.'];
  else if (!call) {
    verdict = offset ? `Two clocks, ${words(Math.abs(offset))} apart` : 'Two clocks that agree';
    why = offset > 0 ? 'The issuer stamps tokens by the one, the gateway judges them by the other.' : offset < 0 ? 'The issuer is behind: its tokens are older than they say.' : 'Move the issuer’s clock ahead to see a fresh token refused.';
    if (!model.calls.length) why += ' No call has come yet.';
    key = `none ${offset} ${model.calls.length > 0}`;
    cure = 'show';
  } else if (call.status === 401 && call.reason?.endsWith('_in_future')) {
    const heals = call.healsInMs, at = call.reading + (heals ?? 0), left = heals === undefined ? Infinity : at - now - (nodeOffsets(settings)?.[call.node - 1] ?? 0), nice = niceTolerance(call.aheadMs);
    if (left > 0 && L >= call.aheadMs) {
      tone = 'forgiven'; key = `would ${call.id} ${L}`;
      verdict = 'Refused then, forgiven now';
      why = `The token is stamped ${words(call.aheadMs)} ahead of that call, and ${words(L)} are now tolerated. The next call is accepted.`;
    } else if (left > 0) {
      tone = 'refused'; key = `no ${call.id}`;
      verdict = call.node ? `Refused by node ${call.node}: stamped ${words(call.aheadMs)} in its future` : `Refused: stamped ${words(call.aheadMs)} in the gateway’s future`;
      why = `${heals === undefined ? 'It never heals.' : `It heals when ${call.node ? 'that' : 'the gateway’s'} clock reads ${clockText(at)}, ${words(heals)} after the call.`} ${words(nice)} of tolerance would have forgiven it.`;
      cure = nice;
    } else {
      tone = 'healed'; key = `healed ${call.id}`;
      verdict = 'Healed: the same token is good now';
      why = `${call.node ? 'That node' : 'The gateway'}’s clock has passed ${clockText(at)}. Nobody did anything: ${words(heals)} went by.`;
      cure = L < nice ? nice : null;
    }
  } else if (call.fault) [verdict, why, tone, key] = [`Fault: the gateway answered ${call.status}`, 'By a fault in force, whatever the token.', 'refused', `fault ${call.id}`];
  else if (call.reason === 'expired') [verdict, why, tone, key] = [`Refused: expired ${words(call.agoMs)} ago`, 'By the gateway’s clock. Only another token helps.', 'refused', `dead ${call.id}`];
  else if (call.status >= 400) [verdict, why, tone, key] = [`Answered ${call.status}`, call.reason ? `Reason: ${foreign(call.reason, 60)}.` : 'The token was not the reason.', 'refused', `other ${call.id}`];
  else if (call.forgiven) [verdict, why, tone, key] = [`Forgiven: stamped ${words(call.aheadMs)} in the gateway’s future`, `${words(call.toleranceMs)} are tolerated. With none, this call would have been refused for ${words(call.aheadMs)}.`, 'forgiven', `ring ${call.token.key}`];
  else [verdict, why, tone, key] = ['Accepted', offset > 0 ? `The token was stamped ${words(call.reading - call.token.iat)} before the call, by the gateway’s clock.` : 'The token’s stamp lies in the gateway’s past.', 'good', `yes ${call.token.key}`];
  if (key === saidKey) return;
  saidKey = key;
  $('verdict').textContent = verdict;
  $('verdict').dataset.tone = tone;
  $('why').textContent = why;
  $('cure').hidden = cure === null;
  if (cure === 'show') { $('cure').textContent = 'Show me'; $('cure').onclick = demonstrate; }
  else if (cure !== null) { $('cure').textContent = `Tolerate ${words(cure)}`; $('cure').onclick = () => patch({ tolerance: plainDuration(cure) }); }
  if (ts - announcedAt > 5000) { announcedAt = ts; $('announce').textContent = `${verdict}. ${why}`; }
}

function showState() {
  const [text, state] = !model.ready ? ['Connecting', 'wait'] : !model.live ? ['Connection lost', 'lost'] : frozen() ? ['Clock frozen', 'frozen'] : ['Live', 'live'];
  $('state').dataset.state = state;
  $('state-text').textContent = text;
  document.body.dataset.state = state;
  dirty = true;
}

function showHold() {
  const held = view.mode !== 'follow';
  $('hold').setAttribute('aria-pressed', held);
  $('hold-text').textContent = held ? 'Follow' : 'Hold picture';
  $('paper').dataset.held = held ? (view.mode === 'caught' ? 'Held at a refusal' : 'Picture held') : frozen() ? 'Drag to move the clock' : '';
  $('hold').disabled = frozen();
  dirty = true;
}
let complaintTimer = null;
/** Waits for something that changes the gateway, and shows what that has against it. */
const tried = (promise) => promise.catch((error) => {
  if (error.status === 401) askForToken(true);
  $('complaint').textContent = error instanceof Refusal ? foreign(error.message, 300) : 'The gateway cannot be reached.';
  $('complaint').hidden = false;
  clearTimeout(complaintTimer);
  complaintTimer = setTimeout(() => { $('complaint').hidden = true; }, 8000);
});
/** For one client, which becomes one with a definition of its own where it has none; else for all. */
async function change(settings) {
  if (view.mode === 'caught') view.since = performance.now() - STAND * 0.2;
  await ofClient((client) => control('PATCH', client ?? 'settings', settings));
}
const moveClock = (what) => tried(ofClient((client) => control('POST', client ? `${client}/clock` : 'clock', what)));
async function ofClient(call) {
  if (!model.client) return void await call(null);
  const client = `clients/${encodeURIComponent(model.client)}`;
  try { await call(client); } catch (error) {
    if (error.status !== 404) throw error;
    await control('PUT', client, {});
    await call(client);
  }
  await lookAt(model.client);
}

const patch = (settings) => tried(change(settings));

/** What is dragged sends its newest value, and no more than a few a second. */
let waiting = null, isSending = false, dragged = null;
async function drag(settings) {
  waiting = { ...waiting, ...settings };
  if (isSending) return;
  isSending = true;
  while (waiting) { const next = waiting; waiting = null; await patch(next); await new Promise((go) => setTimeout(go, 40)); }
  isSending = false;
}

const advance = (ms) => moveClock({ advance: plainDuration(ms) });

/** Looks at one client, whose settings and clock may be its own, or at all. */
async function lookAt(client) {
  if (!client) log.setOwn('', null);
  else {
    try { log.setOwn(client, (await control('GET', `clients/${encodeURIComponent(client)}`)).effective); }
    catch (error) { if (error.status !== 404) return; log.setOwn(client, null); }
  }
  showSettings();
  showClock();
}

function showSettings() {
  const s = log.settings(), active = document.activeElement;
  if (!s) return;
  // What is being edited is left alone.
  for (const [id, key] of [['offset', 'offset'], ['tolerance', 'tolerance'], ['lifetime', 'tokenLifetime']]) if (active !== $(id) || $(id).value === $(id).dataset.shown) $(id).value = $(id).dataset.shown = s[key];
  for (const id of ['offset', 'tolerance']) {
    const range = $(`${id}-range`), ms = s[`${id}Ms`];
    if (dragged !== range) range.value = ms;
    range.setAttribute('aria-valuetext', words(ms));
  }
  for (const radio of all('[name=precision]')) radio.checked = radio.value === s.timestampPrecision;
  $('validator').value = s.validator;
  const v = validator(s.validator);
  $('rule').textContent = `${ruleInWords(v)} ${v.note}`;
  $('more').textContent = [log.driftText() && `drift ${s.drift}`, s.jitterMs && `jitter ${words(s.jitterMs)}`, s.offsetSteps && 'steps', s.nodes && `nodes ${s.nodes}`, s.backdateMs && `backdate ${words(s.backdateMs)}`].filter(Boolean).join(', ');
  showChance();
  dirty = true;
}

const clientsShown = new Set();
function showClients() {
  const select = $('client'), ids = [...model.clients].sort();
  if (ids.length === clientsShown.size && ids.every((id) => clientsShown.has(id))) return;
  clientsShown.clear();
  for (const id of ids) clientsShown.add(id);
  if (model.client) ids.includes(model.client) || ids.push(model.client);
  select.replaceChildren(h('option', { value: '' }, 'all clients'), ...ids.map((id) => h('option', { value: id }, foreign(id, 40))));
  select.value = model.client;
}

const delay = () => Number(document.querySelector('[name=delay]:checked').value);
const COLUMNS = [0, 50, 100, 200, 300, 500, 1000, 1200], LINES = [0, 50, 100, 200, 500, 1000];
function between(list, value) {
  if (value <= list[0]) return 0;
  for (let i = 1; i < list.length; i++) if (value <= list[i]) return i - 1 + (value - list[i - 1]) / (list[i] - list[i - 1]);
  return list.length - 1;
}
const mix = (a, b, x) => `rgb(${a.map((n, i) => Math.round(n + (b[i] - n) * x)).join(' ')})`;

const cells = LINES.map(() => []);
let mapKey = '';
function showChance() {
  const s = log.settings(), { share, text } = consequence(s, delay());
  $('share').textContent = Math.round(share * 1000) / 10;
  $('consequence').textContent = text;
  $('sharebar').style.width = `${share * 100}%`;
  $('map-note').textContent = `Percent of first calls${s.timestampPrecision === 'seconds' ? '' : ', if iat were in whole seconds'}. Choose a square to set both.`;
  const key = JSON.stringify([s.validator, s.nodes, s.iatRounding, s.backdate, s.tokenLifetime, delay(), VALIDATORS.length]);
  LINES.forEach((toleranceMs, y) => COLUMNS.forEach((offsetMs, x) => {
    const cell = cells[y][x];
    cell.setAttribute('aria-pressed', offsetMs === s.offsetMs && toleranceMs === s.toleranceMs);
    if (key === mapKey) return;
    const refused = chance({ ...s, offsetMs, toleranceMs, timestampPrecision: 'seconds' }, delay(), 5).share, good = Math.round((1 - refused) * 100), p = refused * 2;
    cell.textContent = good;
    cell.setAttribute('aria-label', `${good} % accepted: issuer ${offsetMs} ms ahead, ${toleranceMs} ms tolerated`);
    cell.style.background = good === 100 ? '' : p <= 1 ? mix([253, 232, 205], [240, 148, 84], Math.max(0, (p - 0.1) / 0.9)) : mix([240, 148, 84], [165, 21, 38], p - 1);
    cell.classList.toggle('whole', good === 100);
    cell.classList.toggle('deep', refused > 0.77);
  }));
  mapKey = key;
  placeHere();
}
function placeHere() {
  const s = log.settings(), i = $('here'), home = i.parentNode.getBoundingClientRect();
  const [first, last] = [cells[0][0], cells.at(-1).at(-1)].map((c) => c.getBoundingClientRect());
  const fx = between(COLUMNS, s.offsetMs) / (COLUMNS.length - 1), fy = between(LINES, s.toleranceMs) / (LINES.length - 1);
  i.hidden = s.offsetMs < 0 || s.offsetMs > 1200 || s.toleranceMs > 1000;
  Object.assign(i.style, { left: `${first.left - home.left + fx * (last.left - first.left)}px`, top: `${first.top - home.top + fy * (last.top - first.top)}px`, width: `${first.width}px`, height: `${first.height}px` });
}

function buildMap() {
  $('map').append(h('thead', {}, h('tr', {}, h('td', {}), ...COLUMNS.map((c) => h('th', { scope: 'col' }, String(c))))));
  const body = h('tbody');
  LINES.forEach((tolerance, y) => body.append(h('tr', {}, h('th', { scope: 'row' }, String(tolerance)), ...COLUMNS.map((offset, x) => {
    cells[y][x] = h('button', { onclick: () => patch({ offset: `${offset}ms`, tolerance: `${tolerance}ms` }) });
    return h('td', {}, cells[y][x]);
  }))));
  $('map').append(body);
}

/** A field in the grammar of durations; what is wrong with it, the gateway says. */
function duration(id, key) {
  const send = async () => {
    let problem = '';
    $(id).dataset.shown = $(id).value;
    try { await change({ [key]: $(id).value.trim() }); } catch (error) { problem = foreign(error.message, 300); }
    if (problem) $(id).dataset.shown = '';
    $(`${id}-error`).textContent = problem;
    $(id).setAttribute('aria-invalid', problem !== '');
  };
  on($(id), 'change', send);
  on($(id), 'keydown', (e) => {
    const ms = parseDuration($(id).value);
    if (ms === null || !['ArrowUp', 'ArrowDown'].includes(e.key)) return;
    e.preventDefault();
    $(id).value = plainDuration(ms + (e.key === 'ArrowUp' ? 1 : -1) * (e.shiftKey ? 100 : 10));
    send();
  });
}

function showClock() {
  const stands = frozen();
  $('freeze').textContent = stands ? 'Resume' : 'Freeze';
  for (const b of all('[data-advance]')) b.disabled = !stands;
  if (stands && view.mode !== 'follow') follow();
  showState();
  showHold();
}

function effect(f) { return f.status ?? f.error ?? (f.delay ? `${f.delay} late` : f.reset ? 'a reset' : 'something else'); }
function showFaults() {
  const inForce = model.faults.filter((f) => !f.spent);
  $('inforce').textContent = inForce.length ? `In force: ${inForce.slice(0, 8).map((f) => `${effect(f)}${f.next ? ` for ${f.next - f.applied > 1 ? `the next ${f.next - f.applied} calls` : 'the next call'}` : ''}${f.client ? ` of ${foreign(f.client, 40)}` : ''}${f.path && f.path !== '/api/v2/**' ? ` on ${foreign(f.path, 60)}` : ''}`).join('; ')}${inForce.length > 8 ? `; and ${inForce.length - 8} more` : ''}.` : 'No fault is in force.';
  $('calm').disabled = !model.faults.length;
}
const FAULTS = { 401: { status: 401 }, 429: { status: 429, retryAfter: '1s' }, 503: { status: 503 }, delay: { delay: '1s' }, reset: { reset: true } };

function showStorm({ client, run, refreshes }) {
  model.stormy.add(client);
  $('storm').hidden = false;
  $('storm').replaceChildren(h('strong', {}, 'Storm '), h('bdi', {}, foreign(client, 60)), `: ${run} ${refreshes ? 'refreshes' : 'tokens'} in a row, each followed by a refusal. It asks for another token on 401, and every new one comes from the future too. `, h('button', { class: 'link', onclick: () => { $('storm').hidden = true; } }, 'Dismiss'));
}

const demonstrate = () => tried(showMe(change));

function askForToken(wrong) {
  forgetToken();
  $('state-text').textContent = 'Token needed';
  $('secret-error').textContent = wrong ? 'The gateway refused that token.' : '';
  $('secret').setAttribute('aria-invalid', wrong);
  if (!$('prompt').open) $('prompt').showModal();
  if (wrong) $('secret').select();
}

async function enter() {
  keepToken($('secret').value);
  try {
    await control('GET', 'settings');
    $('secret').value = '';
    $('prompt').close();
    open();
  } catch (error) { askForToken(error.status === 401); }
}

function zoom(value) {
  const raw = 100 * 864_000 ** (value / 100), unit = 10 ** Math.floor(Math.log10(raw) - 1);
  view.span = value >= 100 ? 86_400_000 : Math.round(raw / unit) * unit;
  $('zoom').value = value;
  $('span').textContent = words(view.span);
  $('zoom').setAttribute('aria-valuetext', `${words(view.span)} across`);
  dirty = true;
}

/** By so many ms: a frozen clock, or the picture. */
function step(ms) {
  if (!frozen()) return hold(view.t + ms, view.call);
  toGo += ms;
  if (!stepping) flushSteps();
}
let toGo = 0, stepping = false;
async function flushSteps() {
  stepping = true;
  while (toGo) { const ms = toGo; toGo = 0; await advance(ms); }
  stepping = false;
}

function wire() {
  buildMap();
  duration('offset', 'offset');
  duration('tolerance', 'tolerance');
  duration('lifetime', 'tokenLifetime');
  for (const id of ['offset', 'tolerance']) {
    on($(`${id}-range`), 'input', (e) => { dragged = e.target; drag({ [id]: `${e.target.value}ms` }); });
    on($(`${id}-range`), 'change', () => { dragged = null; });
  }
  on('[name=precision]', 'change', (e) => patch({ timestampPrecision: e.target.value }));
  on('[name=delay]', 'change', showChance);
  on('#validator', 'change', (e) => patch({ validator: e.target.value, tolerance: null }));
  on('#client', 'change', (e) => lookAt(e.target.value));
  on('#freeze', 'click', () => moveClock(frozen() ? { resume: true } : { freeze: 'now' }));
  on('[data-advance]', 'click', (e) => advance(Number(e.target.dataset.advance)));
  on('#reset', 'click', () => tried(control('POST', 'reset')));
  on('#hold', 'click', () => (view.mode === 'follow' ? hold(view.t, focusCall(view.t)) : follow()));
  on('#back', 'click', () => step(-10));
  on('#forth', 'click', () => step(10));
  on('#zoom', 'input', (e) => zoom(Number(e.target.value)));
  on('[data-fault]', 'click', ({ target }) => tried(control('POST', 'faults', { path: '/api/v2/**', next: 1, ...FAULTS[target.dataset.fault], ...(model.client ? { client: model.client } : {}) })));
  on('#calm', 'click', () => tried(control('DELETE', 'faults')));
  on('#mint', 'click', () => tried(mint()));
  on('#first', 'click', demonstrate);
  on('#paste', 'input', () => explain());
  // Dragging moves the paper; a click chooses a token; keys do the same.
  const paper = $('paper');
  let from = null;
  on(paper, 'pointerdown', (e) => { if (!e.button && e.pointerType !== 'touch') { from = { x: e.clientX }; paper.setPointerCapture(e.pointerId); } });
  on(paper, 'pointermove', (e) => {
    const ms = from && Math.round((from.x - e.clientX) / timeline.k);
    if (!ms || Math.abs(from.x - e.clientX) < 3) return;
    from = { x: e.clientX, moved: true };
    step(ms);
  });
  on(paper, 'pointerup', (e) => {
    const call = from && !from.moved && timeline.tokenAt(e.clientY - paper.getBoundingClientRect().top)?.calls.findLast((c) => c.at <= view.t);
    if (call) hold(view.t, call);
    from = null;
  });
  on(paper, 'keydown', (e) => {
    const by = e.shiftKey ? 100 : 10, near = (n) => zoom(Math.max(0, Math.min(100, Number($('zoom').value) + n)));
    const key = { ArrowLeft: () => step(-by), ArrowRight: () => step(by), '+': () => near(-4), '-': () => near(4), ' ': () => $('hold').click() }[e.key];
    if (key) { e.preventDefault(); key(); }
  });
  new ResizeObserver(() => { dirty = true; if (log.settings()) placeHere(); }).observe($('timeline'));
  on('#prompt-form', 'submit', (e) => { e.preventDefault(); enter(); });
  on('#prompt', 'cancel', (e) => e.preventDefault());
  setInterval(() => { if (log.settings()) $('rate').textContent = log.rate(time.now()); }, 1000);
  wireJournal((e) => { hold(e.at, e); $('paper').scrollIntoView({ block: 'nearest' }); });
  wireToken(() => { dirty = true; });
}

async function open() {
  if (!VALIDATORS.length) {
    try {
      VALIDATORS.push(...(await control('GET', 'validators')).validators);
    } catch (error) {
      return error.status === 401 ? askForToken(sessionStorage.length > 0) : void setTimeout(open, 1000);
    }
    $('validator').replaceChildren(...VALIDATORS.map((v) => h('option', { value: v.name }, v.name)));
  }
  events.open();
}

wire();
zoom(innerWidth < 700 ? 15 : 20);
open();
requestAnimationFrame(frame);

// What is known of the gateway: one log of what has happened, filled by events and read by everything that is drawn.
import { judge, validator, parseDuration } from './arithmetic.js';
import { TrueClock } from './gateway.js';

const KEEP_CALLS = 6000, KEEP_ENTRIES = 1000, KEEP_TOKENS = 600;
export const ROWS = 5;
export const time = new TrueClock();

export const model = {
  run: null, live: false, ready: false, pastUpTo: 0,
  /** Settings and the newest clock of all, and those of the client that is looked at, where it is one. */
  global: null, own: null, client: '',
  clocks: [], tokens: [], byKey: new Map(), calls: [], entries: [], ids: new Set(), bins: [], gaps: [], faults: [], clients: new Set(), stormy: new Set(),
  counted: [],
};
let nextRow = 0;

export const current = () => model.own ?? model.global;
export const settings = () => current()?.settings ?? null;

const SUFFIX = ['offset', 'tolerance', 'tokenLifetime', 'jitter', 'backdate'];
/** Settings in the shape that the sums need, whoever told them. */
function plain(s) {
  const copy = { ...s };
  for (const name of SUFFIX) copy[`${name}Ms`] ??= parseDuration(s[name] ?? '0ms') ?? 0;
  return copy;
}

function numbers(clock) {
  const at = Date.parse(clock.trueNow);
  return { at, mode: clock.mode, now: Date.parse(clock.gatewayNow), offset: clock.offsetMs, elapsed: clock.elapsedMs ?? 0 };
}

export function setSettings(data) { model.global = { ...model.global, settings: plain(data) }; }
export function setClock(data) {
  model.global = { ...model.global, clock: numbers(data) };
  if (!model.own) pushClock(model.global.clock);
}
/** What one client goes by; null is all of them. */
export function setOwn(client, effective) {
  const changed = model.client !== client;
  model.client = client;
  model.own = effective ? { settings: plain(effective), clock: numbers(effective.clock) } : null;
  const clock = current()?.clock;
  if (changed) model.clocks = [];
  if (clock) pushClock(clock);
}
function pushClock(clock) {
  const last = model.clocks.at(-1);
  if (last && last.at > clock.at) return;
  model.clocks.push(clock);
  if (model.clocks.length > 500) model.clocks.shift();
}

function clockAt(t) {
  let clock = model.clocks[0];
  for (let i = model.clocks.length - 1; i >= 0; i--) if (model.clocks[i].at <= t) { clock = model.clocks[i]; break; }
  return clock;
}
/** The gateway's now at a true instant. */
export function gatewayAt(t) {
  const clock = clockAt(t);
  return !clock ? t : clock.mode === 'frozen' ? clock.now : t + clock.now - clock.at;
}
export const frozen = () => current()?.clock?.mode === 'frozen';

/** In parts: a second gained in a million is 0.000001. */
function drift() {
  const match = /^(-?[\d.]+)(ppm|ppb)?$/.exec(settings()?.drift ?? '');
  return match ? Number(match[1]) / (match[2] === 'ppb' ? 1e9 : 1e6) : 0;
}
export const driftText = () => (drift() ? `gains ${settings().drift}` : '');

/** How far the issuer is ahead at a true instant, jitter aside, and which steps are to come. */
export function offsetAt(t) {
  const clock = clockAt(t), s = settings();
  if (!clock) return s?.offsetMs ?? 0;
  const passed = clock.mode === 'frozen' ? 0 : t - clock.at, steps = stepsOf(s);
  if (!steps.length && !drift() && !s.jitterMs) return clock.offset;
  const ran = clock.elapsed + passed, step = steps.findLast((one) => one.after <= ran);
  return (step ? step.offset : s.offsetMs) + Math.trunc(ran * drift());
}
export function comingSteps(t) {
  const clock = clockAt(t);
  if (!clock) return [];
  const ran = clock.elapsed + (clock.mode === 'frozen' ? 0 : t - clock.at);
  return stepsOf(settings()).filter((one) => one.after > ran).map((one) => ({ in: one.after - ran, offset: one.offset })).slice(0, 5);
}
const stepsOf = (s) => (s?.offsetSteps ? s.offsetSteps.split(',').map((part) => part.split(':')).map(([after, offset]) => ({ after: parseDuration(after), offset: parseDuration(offset) })) : []);

/** A token, known by its id or by what it says; made where it is new. */
export function token({ id, client, iat, nbf, exp, reading, made }) {
  const key = id ?? `${client} ${iat} ${exp}`;
  let known = model.byKey.get(key);
  if (known) return known;
  // In a storm, a client has one row for all its tokens: the others keep theirs.
  const before = model.stormy.has(client) ? model.tokens.findLast((t) => t.client === client) : null;
  known = { key, client, iat, nbf, exp, reading, made, calls: [], row: before?.row ?? nextRow++ % ROWS };
  model.byKey.set(key, known);
  model.tokens.push(known);
  if (model.tokens.length > KEEP_TOKENS) model.byKey.delete(model.tokens.shift().key);
  return known;
}

export const isGrant = (e) => e.method === 'POST' && e.path.endsWith('/oauth/token');

/** An entry with its instants as numbers. */
export function numbered(e) {
  for (const key of ['at', 'gatewayNow', 'issuerNow']) e[key] = Date.parse(e[key]);
  return e;
}

/** Takes an entry of the journal; false where it is known, and at most its end is new. */
export function note(e) {
  if (model.ids.has(e.id)) {
    const { aborted, bytes } = e, known = model.entries.find((one) => one.id === e.id);
    if (known) Object.assign(known, { aborted, bytes });
    return false;
  }
  model.ids.add(e.id);
  e.reading = numbered(e).gatewayNow;
  if (e.client) model.clients.add(e.client);
  if (model.clients.size > 200) model.clients.delete(model.clients.values().next().value);
  if (e.storm && e.client) model.stormy.add(e.client);
  else if (e.verdict === 'accepted') model.stormy.delete(e.client);
  let i = 0;
  while (i < model.entries.length && model.entries[i].id > e.id) i++;
  model.entries.splice(i, 0, e);
  if (model.entries.length > KEEP_ENTRIES + 200) for (const old of model.entries.splice(KEEP_ENTRIES)) model.ids.delete(old.id);
  if (e.iat !== undefined) e.token = token({ id: e.tokenId ?? e.tokenHash, client: e.client, iat: e.iat, nbf: e.nbf, exp: e.exp, reading: isGrant(e) ? e.issuerNow : undefined, made: e.at });
  if (e.verdict === 'accepted' && e.token) {
    const strict = judge(validator(settings()?.validator), 0, e.token, e.reading);
    if (!strict.ok && strict.ahead !== undefined) Object.assign(e, { forgiven: true, aheadMs: strict.ahead, toleranceMs: settings()?.toleranceMs });
  }
  if (isGrant(e)) return true;
  e.token?.calls.push(e);
  model.calls.push(e);
  if (model.calls.length > KEEP_CALLS + 500) model.calls.splice(0, 500);
  return true;
}

export function count(data) {
  for (const bin of data.bins) model.bins.push({ at: Date.parse(bin.at), ms: data.binMs, statuses: bin.statuses });
  if (model.bins.length > 3000) model.bins.splice(0, 1000);
  model.counted.push({ t: time.now(), n: data.entries });
  if (model.counted.length > 100) model.counted.shift();
}

export function rate(t) {
  let n = 0;
  for (const e of model.entries) { if (t - e.at > 1000) break; n++; }
  for (const one of model.counted) if (t - one.t < 1000) n += one.n;
  return n;
}

export function forgetAll() {
  Object.assign(model, { tokens: [], calls: [], entries: [], bins: [], gaps: [], counted: [] });
  model.byKey.clear(); model.ids.clear(); model.stormy.clear();
}

// What the page knows about time: durations in words, the rules of validators, and the chance of a refusal.
// Everything here is a pure function of its arguments, in whole milliseconds. The gateway does the same sums, and a
// test holds the two against each other.

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** "200ms", "1.5s", "1m30s", "-24h"; a bare number is milliseconds. Null where it is no duration. */
export function parseDuration(text) {
  const t = String(text).trim().replace('−', '-');
  if (/^[-+]?\d+(\.\d+)?$/.test(t)) return Math.round(Number(t));
  const match = /^([-+]?)((?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/.exec(t);
  if (!match) return null;
  let sum = 0;
  for (const [, n, unit] of match[2].matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) sum += n * UNITS[unit];
  return Math.round(match[1] === '-' ? -sum : sum);
}

/** As the settings are written: 200ms, 1.5s, 24h. */
export function plainDuration(ms) {
  const sign = ms < 0 ? '-' : '', n = Math.abs(ms);
  for (const [unit, size] of [['h', 3_600_000], ['m', 60_000], ['s', 1000]]) {
    if (n >= size && n % (size / 10) === 0) return `${sign}${n / size}${unit}`;
  }
  return `${sign}${n}ms`;
}

/** As people read it: 200 ms, 1.5 s, 3 min, 24 h. A no-break space keeps number and unit together. */
export function words(ms) {
  const n = Math.abs(ms), sign = ms < 0 ? '−' : '';
  const cut = (x) => String(Math.round(x * 10) / 10);
  if (n < 1000) return `${sign}${Math.round(n)}\u00a0ms`;
  if (n < 10_000) return `${sign}${Math.round(n) / 1000}\u00a0s`;
  if (n < 59_950) return `${sign}${cut(n / 1000)}\u00a0s`;
  if (n < 3_597_000) return `${sign}${cut(n / 60_000)}\u00a0min`;
  if (n <= 172_800_000) return `${sign}${cut(n / 3_600_000)}\u00a0h`;
  if (n < 3.2e11) return `${sign}${cut(n / 86_400_000)}\u00a0d`;
  return `${sign}${cut(n / 31_557_600_000)}\u00a0years`;
}

export const signed = (ms) => (ms > 0 ? '+' : '') + words(ms);

/** 03:04:05.678, in UTC as tokens are. */
export function clockText(t) {
  const date = new Date(t);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(-13, -1);
}

/** How each validator judges, as GET /__admin/validators tells it. */
export const VALIDATORS = [];
const STRICT = { clock: 'exact', rounding: 'none', bound: 'at', forgives: true };
const FALLBACK = { name: 'strict', note: '', leewayMs: 0, prefersNbf: false, iat: STRICT, nbf: STRICT, exp: STRICT };
export const validator = (name) => VALIDATORS.find((v) => v.name === name) ?? FALLBACK;
export const byWholeSeconds = (v) => [v.iat, v.nbf, v.exp].some((check) => check?.clock === 'seconds');

export function ruleInWords(v) {
  const looks = ['iat', 'nbf', 'exp'].filter((c) => v[c]);
  const list = looks.length > 1 ? `${looks.slice(0, -1).join(', ')} and ${looks.at(-1)}` : looks[0];
  const by = byWholeSeconds(v) ? 'whole seconds' : 'the millisecond';
  return `Looks at ${list}, by ${by}. Forgives ${v.leewayMs ? words(v.leewayMs) : 'nothing'} of its own.`;
}

const second = (t) => Math.floor(t / 1000) * 1000;
const ROUNDINGS = {
  none: (t) => t,
  down: second,
  nearest: (t) => second(t + 500),
  'nearest-even': (t) => (t - second(t) === 500 ? second(t) + (second(t) / 1000 % 2 ? 1000 : 0) : second(t + 500)),
};

/** The first whole millisecond at which this check's clock has come to an instant. */
function first(check, instant) {
  const reached = check.bound === 'past' ? instant + 1 : instant;
  return check.clock === 'seconds' ? Math.ceil(reached / 1000) * 1000 : reached;
}
const rounded = (check, claim) => ROUNDINGS[check.rounding](claim);
const start = (check, claim, L) => first(check, rounded(check, claim) - (check.forgives ? L : 0));
const end = (check, claim, L) => first(check, rounded(check, claim) + (check.forgives ? L : 0));
const lead = (check, claim, now) => rounded(check, claim) - (check.clock === 'seconds' ? second(now) : now);

/**
 * What one validator says of a token at a moment of the gateway's clock.
 *
 * L is the tolerance, null for the validator's own; a time that the token does not have is null or missing.
 */
export function judge(v, L, token, now) {
  const forgiven = L ?? v.leewayMs, starts = [];
  if (v.iat && token.iat != null && !(v.prefersNbf && token.nbf != null)) starts.push(['iat', token.iat]);
  if (v.nbf && token.nbf != null) starts.push(['nbf', token.nbf]);
  const begins = Math.max(...starts.map(([name, claim]) => start(v[name], claim, forgiven)));
  const ends = token.exp != null ? end(v.exp, token.exp, forgiven) : Infinity;
  for (const [name, claim] of starts) {
    if (now >= start(v[name], claim, forgiven)) continue;
    const heals = ends <= begins ? undefined : begins - now;
    return { ok: false, reason: `${name}_in_future`, ahead: lead(v[name], claim, now), heals, L: forgiven };
  }
  if (now >= ends) return { ok: false, reason: 'expired', ago: -lead(v.exp, token.exp, now), L: forgiven };
  const ahead = Math.max(0, ...starts.map(([name, claim]) => lead(v[name], claim, now)));
  const late = token.exp != null && now >= end(v.exp, token.exp, 0);
  return { ok: true, forgiven: late || starts.some(([name, claim]) => now < start(v[name], claim, 0)), ahead, L: forgiven };
}

/** What an issuer stamps at a reading of its clock. */
export function stamp(reading, settings) {
  const unit = settings.timestampPrecision === 'seconds' ? 1000 : 1, t = (reading - (settings.backdateMs ?? 0)) / unit;
  return unit * (settings.iatRounding === 'ceil' ? Math.ceil(t) : settings.iatRounding === 'round' ? Math.floor(t + 0.5) : Math.floor(t));
}

/** How far each machine's clock is ahead, from the setting's text. */
export const nodeOffsets = (settings) => (settings.nodes ? settings.nodes.split(',').map((t) => parseDuration(t) ?? 0) : null);

/** The share of first calls refused, and the longest healing, over a token from each phase of the second and each node. */
export function chance(settings, delay, step = 1) {
  const v = validator(settings.validator), base = 1_000_000_000_000;
  let refused = 0, longest = 0, n = 0;
  for (const off of nodeOffsets(settings) ?? [0]) for (let phase = 0; phase < 1000; phase += step, n++) {
    const made = base + phase, iat = stamp(made + settings.offsetMs, settings);
    const verdict = judge(v, settings.toleranceMs, { iat, nbf: iat, exp: iat + settings.tokenLifetimeMs }, made + delay + off);
    if (verdict.ok || verdict.reason === 'expired') continue;
    refused++;
    longest = Math.max(longest, verdict.heals ?? 0);
  }
  return { share: refused / n, longest };
}

/** The chance of a refusal in a sentence. */
export function consequence(settings, delay) {
  const { share, longest } = chance(settings, delay), v = validator(settings.validator), offset = settings.offsetMs;
  if (!v.iat && !v.nbf) return { share, text: 'No call is refused: this validator looks at neither iat nor nbf.' };
  if (!share && offset < 0) return { share, text: `The issuer is behind: no token comes from the future. Each dies ${words(-offset)} early.` };
  if (!share && offset > 0) return { share, text: delay >= offset ? 'No call is refused: it comes late enough.' : 'No call is refused: the tolerance covers the skew.' };
  if (!share) return { share, text: 'No call is refused: the clocks agree.' };
  if (share === 1) return { share, text: `Every first call is refused, and heals in at most ${words(longest)}.` };
  return { share, text: `${Math.round(share * 1000) / 10}\u00a0% of first calls are refused, and heal in at most ${words(longest)}.` };
}

/** A tolerance that people would really set and that is enough for `need` ms. */
export const niceTolerance = (need) => [100, 500, 1000, 5000, 30_000, 60_000, 300_000, 3_600_000, 86_400_000].find((n) => n >= need) ?? need;

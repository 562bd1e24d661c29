// What the page knows about time: durations in words, the rules of validators, and the chance of a refusal.
// Pure functions, in whole milliseconds. The gateway does the same sums, and a test holds the two against each other.

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

/** How each validator judges, as GET /__admin/validators tells it, the default first. */
export const VALIDATORS = [];
export const validator = (name) => VALIDATORS.find((v) => v.name === name) ?? VALIDATORS[0];
export const byWholeSeconds = (v) => [v.iat, v.nbf, v.exp].some((check) => check?.clock === 'seconds');

export function ruleInWords(v) {
  const looks = ['iat', 'nbf', 'exp'].filter((c) => v[c]);
  const list = looks.length > 1 ? `${looks.slice(0, -1).join(', ')} and ${looks.at(-1)}` : looks[0];
  const by = byWholeSeconds(v) ? 'whole seconds' : 'the millisecond';
  return `Looks at ${list ?? 'no time'}, by ${by}. Forgives ${v.leewayMs ? words(v.leewayMs) : 'nothing'} of its own.`;
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
const forgiven = (check, L) => check.ownLeewayMs ?? (check.forgives ? L : 0);
const start = (check, claim, L) => first(check, rounded(check, claim) - forgiven(check, L));
const end = (check, claim, L) => first(check, rounded(check, claim) + forgiven(check, L));
const lead = (check, claim, now) => rounded(check, claim) - (check.clock === 'seconds' ? second(now) : now);

/**
 * What one validator says of a token at a moment of the gateway's clock.
 *
 * L is the tolerance, null for the validator's own; a time that the token does not have is null or missing.
 */
export function judge(v, L, token, now) {
  L ??= v.leewayMs;
  if (v.integers?.some((name) => token[name] != null && token[name] % 1000)) return { ok: false, reason: 'claim_invalid', L };
  const starts = [], ends = [];
  if (v.iat && token.iat != null && !(v.prefersNbf && token.nbf != null)) starts.push([v.iat, token.iat, 'iat_in_future']);
  if (v.nbf && token.nbf != null) starts.push([v.nbf, token.nbf, 'nbf_in_future']);
  if (v.exp && token.exp != null) ends.push([v.exp, token.exp, 'expired']);
  if (v.iatAge && token.iat != null) ends.push([v.iatAge, token.iat, 'iat_too_old']);
  const begins = Math.max(...starts.map(([check, claim]) => start(check, claim, L))), stops = Math.min(...ends.map(([check, claim]) => end(check, claim, L)));
  for (const [check, claim, reason] of starts) {
    if (now < start(check, claim, L)) return { ok: false, reason, ahead: lead(check, claim, now), heals: stops <= begins ? undefined : begins - now, L: forgiven(check, L) };
  }
  for (const [check, claim, reason] of ends) {
    if (now >= end(check, claim, L)) return { ok: false, reason, ago: -lead(check, claim, now), L: forgiven(check, L) };
  }
  const needed = starts.some(([check, claim]) => now < start(check, claim, 0)) || ends.some(([check, claim]) => now >= end(check, claim, 0));
  return { ok: true, forgiven: needed, ahead: Math.max(0, ...starts.map(([check, claim]) => lead(check, claim, now))), L };
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
    if (verdict.ok || verdict.ago !== undefined) continue;
    refused++;
    longest = Math.max(longest, verdict.heals ?? 0);
  }
  return { share: refused / n, longest };
}

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

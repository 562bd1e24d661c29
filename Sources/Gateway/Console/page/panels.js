// What stands below the timeline: the journal, newest first, by the filters of the control interface, each refusal
// explained; and the token box.
import { words, signed, clockText, judge, VALIDATORS } from './arithmetic.js';
import { control, callAPI } from './gateway.js';
import { $, h, on, foreign } from './dom.js';
import { model, token as known, time, settings, isGrant, numbered } from './model.js';

const ROWS = 120;
const filters = $('filters');
let timer = null, newestShown = 0, turn = 0, show = () => {};

const REASONS = { missing: 'no token was sent', malformed: 'that is no token', signature: 'the signature does not hold' };
const SOURCES = { fixture: 'fixture', builtIn: 'built-in fixture', generated: 'definition' };
const source = (e) => SOURCES[e.answer] ?? (e.answer ? `${e.answer} ${e[e.answer]}` : isGrant(e) ? 'issuer' : 'gateway');
const kind = (e) => (e.fault ? 'fault' : e.status >= 400 ? 'refused' : e.forgiven ? 'forgiven' : isGrant(e) ? 'issued' : 'good');

function inWords(e) {
  if (e.fault) return `by the fault ${e.fault}`;
  if (e.reason?.endsWith('_in_future')) return `${words(e.aheadMs)} ahead, ${e.healsInMs === undefined ? 'never heals' : `heals in ${words(e.healsInMs)}`}`;
  if (e.agoMs !== undefined) return `${e.reason === 'expired' ? 'expired' : 'stamped'} ${words(e.agoMs)} ago`;
  if (e.reason) return `${REASONS[e.reason] ?? e.reason.replace('_', ' ')}${e.claim ? ` (${e.claim})` : ''}`;
  if (isGrant(e) && e.iat !== undefined) return `token ${(e.tokenId ?? '').slice(0, 4)}, ${e.iat === e.gatewayNow ? 'on time' : `${words(Math.abs(e.iat - e.gatewayNow))} ${e.iat > e.gatewayNow ? 'ahead' : 'ago'}`}`;
  if (e.forgiven) return `${words(e.aheadMs)} ahead, forgiven`;
  return e.iat !== undefined ? `stamped ${words(e.gatewayNow - e.iat)} ago` : '';
}

function explanation(e) {
  const tolerated = e.toleranceMs ? words(e.toleranceMs) : 'nothing', said = ' The answer said only: “Token expired or invalid”.';
  if (e.answer === 'fault') return `The fault ${e.fault} answered, whatever the token.`;
  if (e.reason?.endsWith('_in_future')) return `The token’s ${e.reason.slice(0, 3)} lies ${words(e.aheadMs)} in the gateway’s future, and ${tolerated} is tolerated. ${e.healsInMs === undefined ? 'It is never accepted.' : `A call ${words(e.healsInMs)} later passes.`}${said}`;
  if (e.reason === 'expired') return `The token expired ${words(e.agoMs)} ago by the gateway’s clock, and ${tolerated} is tolerated.${said}`;
  if (e.reason) return `Refused: ${inWords(e)}.${said}`;
  return e.forgiven ? `The token’s stamp lay ${words(e.aheadMs)} in the gateway’s future. The tolerance made it good.` : null;
}

function row(e) {
  const button = h('button', { class: 'entry', 'aria-expanded': 'false' },
    h('time', {}, clockText(e.gatewayNow)), h('span', { class: `status ${kind(e)}` }, String(e.status)),
    h('span', { class: 'what' }, h('b', {}, foreign(e.method, 12)), ' ', h('bdi', {}, foreign(e.path))), h('bdi', { class: 'who' }, foreign(e.client ?? '', 40)),
    h('span', { class: `words ${kind(e)}` }, foreign(`${inWords(e)}${e.answer && !e.fault ? `, ${source(e)}` : ''}${e.aborted ? ', and the client went' : ''}`)));
  const li = h('li', { class: e.storm ? 'stormy' : null }, button);
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', open);
    if (open) li.append(details(e)); else li.lastChild.remove();
  });
  return li;
}

function details(e) {
  const token = isGrant(e) ? null : e.token, why = explanation(e);
  const pairs = [['request', `#${e.id}, ${foreign(e.method, 20)} ${foreign(e.target, 2000)}`], ['client', foreign(e.client ?? 'none')], ['gateway’s clock', clockText(e.gatewayNow)], ['issuer’s clock', clockText(e.issuerNow)],
    e.iat === undefined ? null : ['token', `${foreign(e.tokenId ?? e.tokenHash ?? 'without an id')}, iat ${clockText(e.iat)}`], e.hint ? ['hint', e.hint] : null,
    e.node ? ['node', `${e.node}, ${words(e.nodeOffsetMs)}`] : null, ['answered by', foreign(source(e))], ['took', `${e.durationMs} ms, ${e.bytes} bytes${e.aborted ? ', and the client went' : ''}`]];
  return h('div', { class: 'details' },
    why && h('p', {}, foreign(why, 600)),
    h('dl', {}, ...pairs.filter(Boolean).flatMap(([k, text]) => [h('dt', {}, k), h('dd', {}, text)])),
    token && verdicts(token, e.gatewayNow, true),
    token && h('button', { onclick: () => show(e) }, 'Show on the timeline'));
}

/** What each validator says, by its own leeway. */
export function verdicts(token, now, open = false) {
  const said = VALIDATORS.map((v) => [v, judge(v, null, token, now).ok]), good = said.filter(([, ok]) => ok).length;
  return h('details', { open }, h('summary', {}, `${good} of ${said.length} validators accept it by their own leeway`),
    h('ul', { class: 'verdicts' }, ...said.map(([v, ok]) => h('li', { class: ok ? 'yes' : 'no', title: v.note }, `${ok ? '●' : '✕'} ${v.name}`))));
}

const chosen = () => [...new FormData(filters)].filter(([, value]) => value);
const reading = () => $('list').scrollTop > 4 || $('list').matches(':hover') || $('list').querySelector('[aria-expanded=true]') !== null;

export const journalAgain = () => reading() || showJournal();
export function journalLater() { if (!timer) timer = setTimeout(() => { timer = null; addNew(); }, chosen().length ? 250 : 120); }

function addNew() {
  if (reading()) {
    const fresh = model.entries.findIndex((e) => e.id <= newestShown), n = fresh < 0 ? model.entries.length : fresh;
    if (!n) return;
    $('newer').hidden = false;
    $('newer').textContent = n >= ROWS ? `${ROWS}+ newer` : `${n} newer`;
    return;
  }
  if (chosen().length) return void showJournal();
  const fresh = [];
  for (const e of model.entries) { if (e.id <= newestShown) break; if (fresh.length < ROWS) fresh.push(e); }
  if (!fresh.length) return;
  newestShown = fresh[0].id;
  $('entries').prepend(...fresh.map(row));
  while ($('entries').childElementCount > ROWS) $('entries').lastChild.remove();
  $('newer').hidden = true;
  $('empty').hidden = true;
}

/** All anew: as the gateway finds them where there is a filter. */
export async function showJournal() {
  const query = chosen(), mine = ++turn;
  let found = model.entries.slice(0, ROWS);
  if (query.length) {
    try {
      const answer = await control('GET', `requests?${new URLSearchParams([...query, ['limit', ROWS]])}`);
      if (mine !== turn) return;
      found = answer.requests.map((e) => { const known = model.entries.find((one) => one.id === e.id); return known ?? numbered(e); });
      $('filter-error').textContent = '';
    } catch (error) {
      $('filter-error').textContent = foreign(error.message, 300);
      return;
    }
  } else $('filter-error').textContent = '';
  newestShown = model.entries[0]?.id ?? 0;
  const top = `${query} ${found.length} ${found[0]?.id}`;
  if (query.length && $('entries').dataset.top === top) return;
  $('entries').dataset.top = top;
  $('entries').replaceChildren(...found.map(row));
  $('empty').hidden = found.length > 0;
  $('empty-words').hidden = query.length > 0;
  $('nothing').hidden = !query.length;
  $('newer').hidden = true;
}

export function wireJournal(showOnTimeline) {
  show = showOnTimeline;
  on($('newer'), 'click', () => { $('list').scrollTop = 0; for (const open of $('list').querySelectorAll('[aria-expanded=true]')) open.click(); showJournal(); $('list').focus(); });
  // The filters are the address.
  const query = new URLSearchParams(location.search);
  for (const key of ['status', 'client', 'path']) if (query.has(key)) filters.elements[key].value = query.get(key);
  if (!filters.querySelector('[name=status]:checked')) filters.elements.status.value = '';
  on(filters, 'submit', (e) => e.preventDefault());
  let later = null;
  on(filters, 'input', () => {
    const url = new URL(location.href);
    url.search = new URLSearchParams(chosen());
    history.replaceState(null, '', url);
    clearTimeout(later);
    later = setTimeout(showJournal, 150);
  });
}

// The token box: paste or mint one, see what it says and what the gateway would say of it, and try it.

const SUMMARY = '/api/v2/analytics/queues/summary';
let question = 0, changed = () => {};

/** The times of its claims in milliseconds, as far as they are numbers. */
function times(claims) {
  const ms = (value) => (typeof value === 'number' && Math.abs(value) < 8.6e12 ? Math.floor(Math.round(value * 1e6) / 1000) : undefined);
  return { iat: ms(claims.iat), nbf: ms(claims.nbf), exp: ms(claims.exp) };
}

export async function mint(client = model.client || 'console') {
  const answer = await control('POST', 'tokens', { clientId: client });
  $('paste').value = answer.access_token;
  await explain();
  return answer.access_token;
}

/** A skew, a token and a call with it: for whoever sees this for the first time. */
export async function showMe(patch) {
  if ((settings()?.offsetMs ?? 0) <= 0) await patch({ offset: '200ms' });
  await tryIt(await mint());
}

async function tryIt(token) {
  try {
    explain(await callAPI(SUMMARY, token));
  } catch {
    explain({ status: 0, reason: null, body: 'The connection broke before there was an answer.' });
  }
}

export async function explain(answer) {
  const box = $('explained'), text = $('paste').value.trim(), mine = ++question;
  if (!text) { box.replaceChildren(h('p', { class: 'note' }, 'The gateway decodes and judges it by its clock. Nothing leaves this machine.')); return; }
  let said;
  try { said = await control('POST', 'tokens/inspect', { token: text }); } catch (error) {
    if (mine === question) box.replaceChildren(h('p', { class: 'error' }, foreign(error.message, 300)));
    return;
  }
  if (mine !== question) return;
  if (!said.claims) { box.replaceChildren(h('p', { class: 'error' }, `That is no token: ${foreign(said.explanation ?? said.reason ?? '', 400)}`)); return; }
  const now = Date.parse(said.clock.gatewayNow), at = times(said.claims), ok = said.verdict === 'accepted';
  if (at.iat !== undefined && at.exp !== undefined) known({ id: said.claims.jti ?? said.tokenHash, client: foreign(said.claims.client_id ?? said.claims.sub ?? 'pasted', 60), ...at, made: time.now() });
  changed();
  const line = ok ? `Accepted. It dies ${said.expiresInMs === undefined ? 'never' : `in ${words(said.expiresInMs)}`}` : `Refused${said.healsInMs === undefined ? '' : `; heals in ${words(said.healsInMs)}`}`;
  const curl = `curl -i ${location.origin}${SUMMARY} -H 'Authorization: Bearer ${text.replace(/[^\w.~+/=-]/g, '')}'`;
  const part = (name) => (at[name] === undefined ? [] : [h('dt', {}, name), h('dd', {}, clockText(at[name]), h('span', {}, ` ${signed(at[name] - now)}`))]);
  const copy = h('button', { onclick: async () => { try { await navigator.clipboard.writeText(curl); copy.textContent = 'Copied'; } catch { copy.textContent = 'Not allowed here'; } } }, 'Copy as curl');
  box.replaceChildren(
    h('p', { class: `line ${ok ? 'good' : 'refused'}` }, line),
    ...(said.explanation ? [h('p', { class: 'sentence' }, `${foreign(said.explanation, 500)}.`)] : []), ...(said.hint ? [h('p', { class: 'note' }, `Hint: ${said.hint}`)] : []),
    h('dl', {}, h('dt', {}, 'alg'), h('dd', {}, foreign(said.header?.alg ?? '?', 40)), h('dt', {}, 'client'), h('dd', {}, foreign(said.claims.client_id ?? said.claims.sub ?? 'none', 80)), ...part('iat'), ...part('nbf'), ...part('exp')),
    verdicts(at, now),
    h('div', { class: 'group' }, h('button', { class: 'act', onclick: () => tryIt(text) }, 'Try it'), copy),
    ...(answer ? [h('pre', { tabindex: '0', 'aria-label': 'Request and answer' }, `GET ${SUMMARY}\n→ ${answer.status || 'no answer'}${answer.reason ? `\nX-Mock-Gateway-Reason: ${foreign(answer.reason, 300)}` : ''}\n${foreign(answer.body.replaceAll('\n', ' '), 500)}`)] : []));
}

export function wireToken(redraw) { changed = redraw; explain(); }

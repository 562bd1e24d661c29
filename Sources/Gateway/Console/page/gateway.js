// The way to the gateway: calls of the control interface, the stream of events, and an estimate of its clock.

const TOKEN = 'mock-gateway admin token';

/** A refusal of the control interface, in its own words. */
export class Refusal extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

function authorization() {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { Authorization: `Bearer ${token}` } : {};
}
export function keepToken(token) { sessionStorage.setItem(TOKEN, token); }
export function forgetToken() { sessionStorage.removeItem(TOKEN); }

/** Calls the control interface; its answer as JSON, or a Refusal. */
export async function control(method, path, body) {
  const options = { method, headers: authorization(), cache: 'no-store', credentials: 'omit', redirect: 'error' };
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(path, options), json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, json.error ?? `the gateway answers ${answer.status}`);
  return json;
}

/** Calls the API with a token; never fails but where nobody answers. */
export async function callAPI(path, token) {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` }, cache: 'no-store', credentials: 'omit' });
  return { status: answer.status, reason: answer.headers.get('X-Mock-Gateway-Reason'), body: (await answer.text()).slice(0, 2000) };
}

/**
 * What the gateway's true clock says, from what events say of it and how late they come.
 *
 * An event is never early: of the last few, the one that came fastest is nearest to the truth. The page's idea of
 * now moves towards it by at most a tenth of the time that goes by, so that the picture never jumps.
 */
export class TrueClock {
  constructor() { this.reset(); }
  reset() { this.leads = []; this.lead = null; this.at = 0; }
  note(trueNow, local = performance.now()) {
    this.leads.push(trueNow - local);
    if (this.leads.length > 8) this.leads.shift();
    if (this.lead === null) { this.lead = trueNow - local; this.at = local; }
  }
  now(local = performance.now()) {
    if (this.lead === null) return Date.now();
    const most = Math.max(0, local - this.at) * 0.1, off = this.leads.length ? Math.max(...this.leads) - this.lead : 0;
    this.at = Math.max(this.at, local);
    this.lead += Math.abs(off) > 5000 ? off : Math.max(-most, Math.min(most, off));
    return local + this.lead;
  }
}

/**
 * Reads events for ever: comes back with growing waits, and says where it was.
 *
 * heard(name, data), lost(), and needsToken(wrong), which is to call open() again.
 */
export class Events {
  constructor({ heard, lost, needsToken }) { Object.assign(this, { heard, lost, needsToken, wait: 500, id: null }); }

  async open() {
    const mine = (this.turn = {});
    clearTimeout(this.timer);
    try {
      const headers = { ...authorization(), ...(this.id ? { 'Last-Event-ID': this.id } : {}) };
      const answer = await fetch(`events${this.id ? '' : '?last=200'}`, { headers, cache: 'no-store', credentials: 'omit' });
      if (answer.status === 401) return this.needsToken(sessionStorage.getItem(TOKEN) !== null);
      if (!answer.ok) throw new Refusal(answer.status, '');
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        if (this.turn !== mine) return void reader.cancel();
        for (const block of blocks) this.take(block);
        this.wait = 500;
      }
    } catch { /* It is told below, whatever it was. */ }
    if (this.turn !== mine) return;
    this.lost();
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, 8000);
  }

  take(block) {
    const fields = {};
    for (const line of block.split('\n')) { const i = line.indexOf(': '); if (i > 0) fields[line.slice(0, i)] = line.slice(i + 2); }
    if (fields.id) this.id = fields.id;
    if (fields.event && fields.data) this.heard(fields.event, JSON.parse(fields.data));
  }
}

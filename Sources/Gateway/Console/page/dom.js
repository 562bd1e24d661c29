// Elements, without markup from values: a hostile path is only a path.

export const $ = (id) => document.getElementById(id);
export const all = (selector) => document.querySelectorAll(selector);
export const on = (what, type, act) => { for (const el of typeof what === 'string' ? all(what) : [what]) el.addEventListener(type, act); };

export function h(name, attributes = {}, ...children) {
  const el = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value);
    else if (value === true) el.setAttribute(key, '');
    else if (value !== false && value != null) el.setAttribute(key, value);
  }
  el.append(...children.filter((c) => c != null));
  return el;
}

/** A text of somebody else's: without what turns text around, and no longer than `most`. */
export function foreign(text, most = 200) {
  const t = String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '\ufffd');
  return t.length > most ? `${t.slice(0, most)}…` : t;
}

// What the scripts put on the page: words and pictures that the server has written
// into it, in the reader's language, and always as text.

const stored = (id, by) => new Map(Array.from(document.getElementById(id).content.children, (n) => [n.dataset[by], n]));
const words = stored("words", "word"), icons = stored("icons", "icon");

// say is a text, with the arguments that it has room for.
export function say(key, ...args) {
  const word = words.get(key);
  if (!word) throw new Error("no words for " + key);
  return args.reduce((text, a) => text.replace("%s", () => a), word.textContent);
}

export const kindName = (code) => words.get("kind." + code)?.textContent ?? String(code);

export function make(tag, attributes, ...children) {
  const n = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) n.setAttribute(name, value);
  n.append(...children);
  return n;
}

export const icon = (tone) => icons.get(tone).firstElementChild.cloneNode(true);

// verdict is a box like those of the server. Its tone shows in colour, picture and words.
export function verdict(tone, eyebrow, title, text) {
  return make("div", { class: "verdict " + tone }, icon(tone),
    make("div", {}, make("p", { class: "eyebrow" }, eyebrow), make("h2", {}, title), make("p", {}, text)));
}

const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

// day is the day of a time in seconds, of which a statement names whole ones in UTC.
export const day = (t) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(t * 1000);

// moment is a time on the reader's clock.
export const moment = (t) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(t * 1000);

// birth is YYYYMMDD as far as it is known.
export function birth(n) {
  const [y, m, d] = [Math.floor(n / 10000), Math.floor(n / 100) % 100, n % 100];
  const known = { year: "numeric", ...(m && { month: "long" }), ...(d && { day: "numeric" }) };
  return new Intl.DateTimeFormat(language, { ...known, timeZone: "UTC" }).format(Date.UTC(y, (m || 1) - 1, d || 1));
}

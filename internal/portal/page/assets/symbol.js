// What the QR symbol says: it stands behind the # of the address, which the browser
// sends to nobody. It is checked here and shown beside the office's answer.

import { keys, list, now } from "./copies.js";
import { birth, day, icon, kindName, make, moment, say, verdict } from "./show.js";
import { parse, verify } from "./statement.js";

// What is not named here is bad.
const tones = { valid: "good", unchecked: "careful", demo: "careful", expired: "careful", "not-yet-valid": "careful", "no-keys": "unknown", "unknown-key": "unknown", "later-version": "unknown" };

// look reads the address and shows what its fragment says, if it is not that of a
// place on the page.
export async function look() {
  const text = location.hash.slice(1), here = document.getElementById("statement");
  if (!here) return;
  for (const a of document.querySelectorAll("a[hreflang]")) a.hash = location.hash; // the other language says it too
  const box = document.getElementById("statement-verdict"), details = document.getElementById("statement-details");
  const online = document.getElementById("online")?.dataset;
  const nothing = !text || document.getElementById(text) !== null;
  here.hidden = nothing && (online !== undefined || !location.pathname.startsWith("/v/"));
  details.replaceChildren();
  if (here.hidden) return;
  if (nothing) return box.replaceChildren(verdict("unknown", say("js.eyebrow"), say("js.offline.code"), say("js.offline.code.means")));
  box.replaceChildren(make("p", {}, say("js.checking")));
  const v = await check(text);
  const { key, notes } = conclude(v, online);
  box.replaceChildren(verdict(tones[key] ?? "bad", say("js.eyebrow"), say("js." + key), say(`js.${key}.means`)));
  details.replaceChildren(...(notes.length ? [make("ul", { class: "notes" }, ...notes.map((n) => make("li", {}, n)))] : []), ...(v.statement ? paper(v.statement) : []));
  here.dataset.state = key;
  document.title = document.title.replace(/^.*(?= - )/, () => say("js." + key));
  if (online && online.state !== "withdrawn" && !tones[key]) first(here);
}

async function check(text) {
  if (!globalThis.crypto?.subtle || !globalThis.DecompressionStream) return { state: "no-browser", reasons: [] };
  const set = await keys();
  let copy = null;
  try {
    copy = set && (await list(parse(text).statement.list, set));
  } catch {
    // verify says what is wrong with it
  }
  return { ...(await verify(text, set, copy, now())), hasKeys: set !== null };
}

// conclude is the headline, by key, and what else has to be said.
function conclude(v, online) {
  const s = v.statement, notes = [];
  if (!s) return { key: headline(v), notes: online ? [] : [say("js.offline")] };
  const differs = online ? differences(s, online) : [];
  if (differs.length) return { key: "differs", notes: differs };
  const gone = v.state === "withdrawn" || online?.state === "withdrawn";
  notes.push(status(v, gone, online));
  const key = gone ? "withdrawn" : headline(v);
  if (s.demo && key !== "demo") notes.push(say("js.note.demo"));
  if (!online) notes.push(say("js.offline"));
  return { key, notes };
}

function headline(v) {
  if (v.reasons.includes("later-version")) return "later-version";
  if (v.reasons.includes("key-compromised")) return "key-compromised";
  if (v.state === "unknown-key" && (!v.hasKeys || v.reasons.includes("keys-expired"))) return "no-keys";
  if (v.state !== "valid") return v.state;
  if (v.statement.demo) return "demo";
  return v.statusChecked ? "valid" : "unchecked";
}

// status is what is known of a withdrawal, and from when.
function status(v, gone, online) {
  if (v.state === "withdrawn") return say("js.note.withdrawn", moment(v.listIssued));
  if (gone) return say("js.note.withdrawn-online");
  if (v.statusChecked) return say("js.note.checked", moment(v.listIssued));
  if (v.reasons.includes("status-list-expired")) return say("js.note.old", moment(v.listIssued));
  return say(online ? "js.note.unchecked-online" : "js.note.unchecked");
}

// differences is where the symbol and the office's answer about the code disagree: then
// one of them belongs to another certificate.
function differences(s, online) {
  if (online.state === "unknown" || online.state === "failed") return [say("js.differs.code")];
  const isoDay = (t) => (t === null ? "" : new Date(t * 1000).toISOString().slice(0, 10));
  const pairs = [
    ["office", s.officeCode, online.office],
    ["kind", s.kinds.join(" "), online.kinds],
    ["issued", isoDay(s.issued), online.issued],
    ["until", isoDay(s.expires === null ? null : s.expires - 86400), online.until],
    ...(online.place ? [["place", `${s.list}/${s.index}`, online.place]] : []),
  ];
  return pairs.filter(([, symbol, office]) => symbol !== office).map(([what]) => say("js.differs." + what));
}

// paper is what must be printed on the paper.
function paper(s) {
  const rows = [
    [say("js.number"), s.number],
    [say("js.name"), s.name ?? say("js.see-paper")],
    ...(s.born === null ? [] : [[say("js.born"), birth(s.born)]]),
    ...s.facts.map(([label, value]) => [label, value ?? say("js.see-paper")]),
    [say("verdict.kind"), s.kinds.map(kindName).join(", ")],
    [say("verdict.office"), s.office],
    [say("verdict.issued"), day(s.issued)],
    [say("verdict.until"), s.expires === null ? say("verdict.unlimited") : day(s.expires - 86400)],
  ];
  return [
    make("h3", {}, say("js.paper")),
    make("p", {}, say("js.paper.lead")),
    make("dl", {}, ...rows.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))),
  ];
}

// first puts a bad symbol before the office's answer about the code, which is then no
// longer good: the paper in hand carries both.
function first(here) {
  const online = document.getElementById("online");
  online.before(here);
  if (!online.classList.replace("good", "careful")) return;
  online.querySelector("svg").replaceWith(icon("careful"));
  online.querySelector("h1").textContent = say("js.code-only");
}

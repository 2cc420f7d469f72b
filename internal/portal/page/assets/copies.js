// The copies of the issuer's keys and status lists that this browser keeps. The newest
// is fetched where there is network; only what has been checked takes a copy's place.

import { keySet, statusList } from "./tokens.js";

const shelf = "sportello-copies";
const patience = 8000; // milliseconds

export const now = () => Math.floor(Date.now() / 1000);

// keys is the issuer's key set, or null where none was ever fetched.
export const keys = () => newest("/statement-keys", parseKeys);

// list is a status list, or null.
export const list = (number, set) => newest(listAddress(number), parseList(set));

const parseKeys = (token) => keySet(token, location.origin, now());
const parseList = (set) => (token) => statusList(token, set, now());
const listAddress = (number) => `/status-lists/${number}`;

// prepare keeps the keys and the lists of the last months, for who will be without
// network. Which certificate is looked at later stays with who looks. It reports whether
// all of it is at hand.
export async function prepare(lists) {
  const set = await keys();
  if (!set || !(await open())) return false;
  const months = [1, 2, 3, 4].map((ago) => lists - ago).filter((n) => n >= 0); // most are valid for three
  const all = await Promise.all(months.map((n) => recent(n, set)));
  return all.every((l) => l !== null);
}

// recent is the copy of a list until there may be a newer one.
async function recent(number, set) {
  const copy = await kept(listAddress(number), parseList(set));
  return copy && now() < copy.issued + copy.ttl ? copy : list(number, set);
}

async function newest(address, parse) {
  try {
    const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(patience) });
    if (answer.ok) {
      const fresh = await parse(await answer.clone().text());
      await (await open())?.put(address, answer).catch(() => {}); // a full disk keeps the older copy
      return fresh;
    }
  } catch {
    // No network, or not an answer of the issuer's: the copy has to do.
  }
  return kept(address, parse);
}

async function kept(address, parse) {
  try {
    const copy = await (await open())?.match(address);
    return copy ? await parse(await copy.text()) : null;
  } catch {
    return null; // a copy that is no good says nothing
  }
}

// open is null where the browser keeps nothing, as in some private windows.
const open = () => caches.open(shelf).catch(() => null);

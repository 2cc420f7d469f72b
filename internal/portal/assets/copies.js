// The copies of the issuer's keys and status lists that this browser keeps. The newest
// is fetched where there is network; only what has been checked takes a copy's place.

import { keySet, statusList } from "./tokens.js";

const shelf = "sportello-copies";
const patience = 8000; // milliseconds

export const now = () => Math.floor(Date.now() / 1000);

// keys is the issuer's key set, or null where none was ever fetched.
export const keys = () => newest("/statement-keys", (token) => keySet(token, location.origin, now()));

// list is a status list, or null.
export const list = (number, set) => newest(`/status-lists/${number}`, (token) => statusList(token, set, now()));

// prepare keeps the keys and the lists of the last months, for who will be without
// network. Which certificate is looked at later stays with who looks. It reports whether
// all of it is at hand.
export async function prepare(lists) {
  const set = await keys();
  if (!set) return false;
  const months = [1, 2, 3, 4].map((ago) => lists - ago).filter((n) => n >= 0); // most are valid for three
  const kept = await Promise.all(months.map((n) => list(n, set)));
  return kept.every((l) => l !== null);
}

async function newest(address, parse) {
  const cache = await caches.open(shelf).catch(() => null); // some browsers keep nothing in private windows
  try {
    const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(patience) });
    if (answer.ok) {
      const fresh = await parse(await answer.clone().text());
      await cache?.put(address, answer);
      return fresh;
    }
  } catch {
    // No network, or not an answer of the issuer's: the copy has to do.
  }
  const copy = await cache?.match(address);
  try {
    return copy ? await parse(await copy.text()) : null;
  } catch {
    return null; // a copy that is no good says nothing
  }
}

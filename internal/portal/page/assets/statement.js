// The statement in a QR symbol, read and judged as docs/offline-check.md says. Nothing
// here fetches, keeps or shows anything.

import { Malformed, bstr, read } from "./cbor.js";

export class LaterVersion extends Malformed {}

const day = 86400;
const longest = 434; // bytes
const groups = [0, 3, 5, 8, 10, 13, 15, 17]; // digits for so many bytes

export function fromDigits(text) {
  if (!/^[0-9]+$/.test(text) || text.length > (longest / 7) * 17) throw new Malformed("not digits");
  const out = [];
  for (let at = 0; at < text.length; at += 17) {
    const group = text.slice(at, at + 17);
    const n = groups.indexOf(group.length);
    const value = BigInt(group);
    if (n < 1 || value >> BigInt(8 * n) !== 0n) throw new Malformed("digits that stand for no bytes");
    for (let i = n - 1; i >= 0; i--) out.push(Number((value >> BigInt(8 * i)) & 255n));
  }
  return Uint8Array.from(out);
}

// A COSE_Sign1 whose protected header is alg ES256 and a kid of eight bytes.
const before = [0xd2, 0x84, 0x4d, 0xa2, 0x01, 0x26, 0x04, 0x48];
const starts = (bytes, prefix) => prefix.every((b, i) => bytes[i] === b);

// parse reads a statement and does not look at its signature: it may say anything.
export function parse(digits) {
  const bytes = fromDigits(digits);
  if (bytes.length > longest || !starts(bytes, before)) throw new Malformed("not a COSE_Sign1 of ours");
  const [head, rest] = [bytes.subarray(3, 16), bytes.subarray(16)];
  // {} for what is not protected; the claims; the signature.
  const [unprotected, payload, signature] = read(Uint8Array.of(0x83, ...rest));
  if (!(unprotected instanceof Map) || unprotected.size || !isBytes(payload) || !isBytes(signature, 64)) throw new Malformed("envelope");
  const signed = Uint8Array.of(0x84, 0x6a, ...new TextEncoder().encode("Signature1"), ...bstr(head.length), ...head, 0x40, ...bstr(payload.length), ...payload);
  return { kid: hex(head.subarray(5)), signed, signature, statement: claims(read(payload)) };
}

// verify says what the digits are worth at a time (seconds since 1970), with a copy of
// the keys and of the status list, either of which may be null.
export async function verify(digits, keys, list, now) {
  let parsed;
  try {
    parsed = parse(digits);
  } catch (e) {
    if (!(e instanceof Malformed)) throw e;
    return refused("not-a-statement", e instanceof LaterVersion ? "later-version" : "malformed");
  }
  const key = keys?.byID.get(parsed.kid);
  if (!key) return refused("unknown-key", "key-unknown");
  if (!(await key.verifies(parsed.signature, parsed.signed))) return refused("bad-signature", "wrong-signature");
  const faults = keys.distrust(key, parsed.statement.issued, now);
  if (parsed.statement.issuer !== keys.issuer) faults.push("other-issuer");
  if (faults.length) return refused("unknown-key", ...faults);
  return judge(parsed.statement, list, now);
}

const refused = (state, ...reasons) => ({ state, reasons, statement: null, statusChecked: false });

function judge(s, list, now) {
  const v = { state: "valid", reasons: [], statement: s, statusChecked: false, listIssued: null };
  const because = (state, reason) => { v.state = state; v.reasons.push(reason); };
  if (s.issued > now + day) because("not-yet-valid", "issued-in-future");
  if (s.expires !== null && now >= s.expires) because("expired", "validity-ended");
  if (!list) {
    v.reasons.push("status-not-checked");
  } else if (list.uri !== statusURI(s)) {
    v.reasons.push("status-other-list");
  } else if (s.index >= list.bits.length * 8) {
    return refused("not-a-statement", "status-index-unknown");
  } else {
    v.listIssued = list.issued;
    const withdrawn = ((list.bits[s.index >> 3] >> (s.index & 7)) & 1) === 1;
    v.statusChecked = withdrawn || now < list.expires;
    if (withdrawn) because("withdrawn", "withdrawn");
    else if (!v.statusChecked) v.reasons.push("status-list-expired");
  }
  return v;
}

export const statusURI = (s) => `${s.issuer}/status-lists/${s.list}`;

// claims is what a statement says, each member checked against its bounds.
function claims(all) {
  const own = all instanceof Map ? all.get(-65537) : null;
  if (!(own instanceof Map)) throw new Malformed("claims");
  if (own.get(0) > 1) throw new LaterVersion("later version");
  only(all, [1, 6, -65537], [4]);
  only(own, [0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10]);
  const place = own.get(6);
  const issued = all.get(6), expires = all.get(4) ?? null;
  check(own.get(0) === 1 && issuer(all.get(1)) && wholeDay(issued));
  check(!all.has(4) || (expires !== 0 && wholeDay(expires - day) && expires > issued));
  check(text(own.get(1), 16) && text(own.get(2), 80) && text(own.get(4), 32) && (own.get(7) === null || text(own.get(7), 120)));
  check(list(own.get(3), 1, 8) && own.get(3).every((k) => whole(k, 1, 255)));
  check(isBytes(own.get(5), 32) && own.get(5).some((b) => b !== 0));
  check(list(place, 2, 2) && whole(place[0], 0, 65535) && whole(place[1], 0, 1048575));
  check(!own.has(8) || partialDate(own.get(8)));
  check(!own.has(9) || (list(own.get(9), 1, 8) && own.get(9).every((f) => list(f, 2, 2) && text(f[0], 40) && (f[1] === null || text(f[1], 120)))));
  check(!own.has(10) || own.get(10) === true);
  return {
    issuer: all.get(1), issued, expires, officeCode: own.get(1), office: own.get(2), kinds: own.get(3), number: own.get(4), data: hex(own.get(5)),
    list: place[0], index: place[1], name: own.get(7), born: own.get(8) ?? null, facts: own.get(9) ?? [], demo: own.has(10),
  };
}

function check(ok) { if (!ok) throw new Malformed("claims"); }

function only(map, needed, allowed) {
  check(needed.every((k) => map.has(k)) && [...map.keys()].every((k) => needed.includes(k) || allowed.includes(k)));
}

const isBytes = (v, n) => v instanceof Uint8Array && (n === undefined || v.length === n);
const list = (v, least, most) => Array.isArray(v) && v.length >= least && v.length <= most;
const whole = (v, least, most) => Number.isInteger(v) && v >= least && v <= most;

// No controls and no marks of direction, by which a text looks like another.
const graphic = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u;
const text = (v, most) => typeof v === "string" && graphic.test(v) && new TextEncoder().encode(v).length <= most;

const issuer = (v) => text(v, 100) && /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(v) && !v.endsWith("/");

// year of a time, within those that a statement can name.
const named = (year) => year >= 1600 && year < 9999;
const wholeDay = (t) => Number.isInteger(t) && t % day === 0 && named(new Date(t * 1000).getUTCFullYear());

// partialDate reads YYYYMMDD with 00 for an unknown day, or day and month.
function partialDate(n) {
  if (!whole(n, 16000000, 99990000)) return false;
  const [y, m, d] = [Math.floor(n / 10000), Math.floor(n / 100) % 100, n % 100];
  if (d !== 0 && m === 0) return false;
  const date = new Date(Date.UTC(y, (m || 1) - 1, d || 1));
  return named(y) && date.getUTCMonth() + 1 === (m || 1) && date.getUTCDate() === (d || 1);
}

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

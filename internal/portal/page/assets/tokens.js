// The issuer's key set and status lists: tokens in compact form (RFC 7515), signed with
// ES256 by a key of the set. See docs/offline-check.md, "Keys" and "Status".

import { hex } from "./statement.js";

const day = 86400, skew = 600; // seconds
const listBytes = 131072; // of the largest status list

// keySet reads a key set that was fetched over TLS from its issuer's address. A copy
// that has expired is read too; what it vouches for is then refused.
export async function keySet(token, issuer, now) {
  const t = take(token, "jwk-set+jwt", 64 << 10);
  const c = t.claims;
  if (c.iss !== issuer || c.sub !== issuer || !seconds(c.iat) || !seconds(c.exp) || c.exp <= c.iat || c.exp - c.iat > 400 * day) throw new Error("key set: claims");
  if (c.iat > now + skew) throw new Error("key set: of the future");
  if (!Array.isArray(c.keys) || c.keys.length < 1 || c.keys.length > 64) throw new Error("key set: keys");
  const keys = await Promise.all(c.keys.map(key));
  const set = new KeySet(issuer, c, keys);
  await set.vouch(t, c.iat, c.iat);
  return set;
}

// statusList reads a list, also one that has expired: what it says was withdrawn is.
export async function statusList(token, keys, now) {
  const t = take(token, "statuslist+jwt", 256 << 10);
  const c = t.claims, l = c.status_list;
  if (!seconds(c.iat) || !seconds(c.exp) || c.exp <= c.iat || !seconds(c.ttl) || c.ttl > c.exp - c.iat || c.exp - c.iat > 31 * day || l?.bits !== 1) throw new Error("status list: claims");
  if (typeof c.sub !== "string" || !c.sub.startsWith(keys.issuer + "/status-lists/")) throw new Error("status list: of another issuer");
  if (c.iat > now + skew) throw new Error("status list: of the future");
  await keys.vouch(t, c.iat, now);
  return { uri: c.sub, issued: c.iat, expires: c.exp, ttl: c.ttl, bits: await inflate(unb64(l.lst)) };
}

class KeySet {
  constructor(issuer, c, keys) {
    Object.assign(this, { issuer, issued: c.iat, expires: c.exp, byID: new Map(keys.map((k) => [k.id, k])) });
    if (this.byID.size !== keys.length) throw new Error("key set: a key twice");
  }

  // distrust is why what a key signed at a time is not to be believed; offices may be
  // a day ahead of UTC or behind it.
  distrust(key, at, now) {
    const faults = [];
    if (key.revoked) faults.push("key-compromised");
    if (at < key.from - day || (key.until && at >= key.until + day)) faults.push("key-not-in-force");
    if (now >= this.expires) faults.push("keys-expired");
    return faults;
  }

  async vouch(t, at, now) {
    const k = this.byID.get(t.kid);
    if (!k || !(await k.verifies(t.signature, t.signed)) || this.distrust(k, at, now).length) throw new Error("signed by no key that is trusted");
  }
}

// key imports one key; its name must be its thumbprint (RFC 7638), so that none can
// stand under another's.
async function key(j) {
  const point = `{"crv":"P-256","kty":"EC","x":"${j.x}","y":"${j.y}"}`;
  const thumb = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(point)));
  const id = hex(thumb.subarray(0, 8));
  const ok = j.kty === "EC" && j.crv === "P-256" && j.use === "sig" && j.alg === "ES256" && unb64(j.x).length === 32 && unb64(j.y).length === 32 && hex(unb64(j.kid)) === id;
  if (!ok || !seconds(j.nbf) || (j.exp !== undefined && !(seconds(j.exp) && j.exp > j.nbf))) throw new Error("key set: a key");
  const point256 = { name: "ECDSA", namedCurve: "P-256" };
  const imported = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: j.x, y: j.y }, point256, false, ["verify"]);
  return {
    id, from: j.nbf, until: j.exp, revoked: j.revoked !== undefined && j.revoked !== null,
    verifies: (signature, signed) => crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, signature, signed),
  };
}

// take takes a token of the type apart. A token does not choose what it is checked with.
function take(token, typ, longest) {
  const parts = token.split(".");
  if (token.length > longest || parts.length !== 3) throw new Error("token: size or shape");
  const [header, claims, signature] = parts.map(unb64);
  const h = JSON.parse(utf8(header));
  if (h.alg !== "ES256" || h.typ !== typ || h.crit !== undefined || signature.length !== 64) throw new Error("token: header");
  return { kid: hex(unb64(h.kid)), claims: JSON.parse(utf8(claims)), signature, signed: new TextEncoder().encode(parts[0] + "." + parts[1]) };
}

const seconds = (v) => Number.isSafeInteger(v) && v > 0;
const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

// unb64 reads base64url in its one form.
function unb64(s) {
  if (typeof s !== "string" || !/^[A-Za-z0-9_-]*$/.test(s)) throw new Error("token: base64url");
  const raw = atob(s.replaceAll("-", "+").replaceAll("_", "/"));
  if (btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") !== s) throw new Error("token: base64url");
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

// inflate stops at the size that no list exceeds, whatever else is in it.
async function inflate(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const out = new Uint8Array(listBytes);
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (size + part.value.length > listBytes) {
      await reader.cancel();
      throw new Error("status list: too large");
    }
    out.set(part.value, size);
    size += part.value.length;
  }
  if (size === 0) throw new Error("status list: empty");
  return out.subarray(0, size);
}

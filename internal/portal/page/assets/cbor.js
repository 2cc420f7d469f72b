// CBOR as a statement uses it: RFC 8949, deterministic (section 4.2.1), and nothing
// more. What could be written in another way is refused, so that a text has one reading.

export class Malformed extends Error {}

const refuse = (why) => { throw new Malformed(why); };

// read returns the one value that the bytes hold: numbers, Uint8Array, strings,
// arrays, Map, true, null.
export function read(bytes) {
  const r = new Reader(bytes);
  const value = r.value(0);
  return r.at === bytes.length ? value : refuse("something behind the end");
}

// bstr is the head of a byte string of that length.
export const bstr = (n) => (n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255]);

const deepest = 5;

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }

  take(n) {
    if (n > this.bytes.length - this.at) refuse("ends too early");
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }

  // head is the major type and the argument, in its shortest form.
  head() {
    const [first] = this.take(1);
    const info = first & 31;
    if (info < 24) return [first >> 5, info];
    if (info > 27) refuse("no definite length");
    const size = 1 << (info - 24);
    const n = this.take(size).reduce((sum, b) => sum * 256 + b, 0);
    const least = size === 1 ? 24 : 256 ** (size / 2);
    if (n < least || !Number.isSafeInteger(n)) refuse("not in the shortest form");
    return [first >> 5, n];
  }

  value(depth) {
    if (depth > deepest) refuse("nested too deep");
    const [major, n] = this.head();
    switch (major) {
      case 0: return n;
      case 1: return -1 - n;
      case 2: return this.take(n);
      case 3: return utf8(this.take(n));
      case 4: return this.many(n, () => this.value(depth + 1));
      case 5: return this.map(n, depth + 1);
    }
    if (major === 7 && n === 21) return true;
    if (major === 7 && n === 22) return null;
    return refuse("a type that a statement has not");
  }

  many(n, item) {
    if (n > 16) refuse("too many");
    return Array.from({ length: n }, item);
  }

  map(n, depth) {
    let last = null;
    return new Map(this.many(n, () => {
      const start = this.at;
      const key = this.value(depth);
      const written = this.bytes.subarray(start, this.at);
      if (last && compare(last, written) >= 0) refuse("keys twice or not in order");
      last = written;
      return [key, this.value(depth)];
    }));
  }
}

function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("not UTF-8");
  }
}

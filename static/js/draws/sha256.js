// SHA-256 and HMAC of our own (FIPS 180-4, RFC 2104): WebCrypto is missing on plain http.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are the first 32 bits of the fractional parts of roots of the first primes.
(function constants() {
  const root = (prime, power) => {
    const scaled = BigInt(prime) << BigInt(32 * power);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(power) <= scaled) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn);
  };
  let found = 0;
  for (let n = 2; found < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = root(n, 2);
    K[found] = root(n, 3);
    found += 1;
  }
})();

const turn = (x, n) => (x >>> n) | (x << (32 - n));
const W = new Uint32Array(64);

function block(state, view, at) {
  for (let i = 0; i < 16; i += 1) W[i] = view.getUint32(at + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const a = W[i - 15];
    const b = W[i - 2];
    W[i] = W[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + W[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
}

/** The SHA-256 of bytes, as 32 bytes. */
export function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 9 + 63) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = new Uint32Array(START);
  for (let at = 0; at < padded.length; at += 64) block(state, view, at);
  const out = new Uint8Array(32);
  const target = new DataView(out.buffer);
  state.forEach((value, i) => target.setUint32(4 * i, value));
  return out;
}

/** HMAC-SHA256 with a key of at most 64 bytes. */
export function hmac(key, message) {
  const pad = (byte) => {
    const block64 = new Uint8Array(64).fill(byte);
    key.forEach((value, i) => { block64[i] ^= value; });
    return block64;
  };
  return sha256(joined(pad(0x5c), sha256(joined(pad(0x36), message))));
}

function joined(one, other) {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** Bytes as lower-case hex digits. */
export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** The bytes of hex digits. */
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** The SHA-256 of a text, as hex digits. */
export const digestOf = (text) => hex(sha256(utf8(text)));

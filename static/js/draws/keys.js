// Efraimidis-Spirakis keys in whole numbers (ledger/draws/keys.py is the same in Python).
import { compareText } from "./canon.js";
import { hex, hmac, utf8 } from "./sha256.js";

const FRACTION_BITS = 60n;
const TOP = 127n;
const ABOVE = 255n;
const UNIFORM_BITS = 256n;

/** log2(x) times 2^60, rounded down, for a BigInt from 1: each squaring gives one bit. */
export function log2Fixed(x) {
  const whole = BigInt(x.toString(2).length - 1);
  let m = whole >= TOP ? x >> (whole - TOP) : x << (TOP - whole);
  let out = whole;
  for (let i = 0n; i < FRACTION_BITS; i += 1n) {
    m *= m;
    const bit = m >> ABOVE;
    m >>= TOP + bit;
    out = (out << 1n) | bit;
  }
  return out;
}

/** -log2(u) times 2^60 of an item. */
export function exponential(seed, message) {
  const h = BigInt(`0x${hex(hmac(seed, utf8(message)))}`);
  return (UNIFORM_BITS << FRACTION_BITS) - log2Fixed(h + 1n);
}

/** The ids of [id, weight, message] in the order in which the draw takes them. */
export function order(seed, items) {
  const keyed = items.map(([id, weight, message]) => ({ id, weight: BigInt(weight), value: exponential(seed, message) }));
  keyed.sort((a, b) => {
    const [left, right] = [a.value * b.weight, b.value * a.weight];
    return left === right ? compareText(a.id, b.id) : left < right ? -1 : 1;
  });
  return keyed.map(({ id }) => id);
}

// What a draw's file consists of (ledger/draws/shape.py).
import { below, Difference } from "./canon.js";
import { SHAPE } from "./shape.js";

const MOST = 10_000;
const number = (low, high = MOST) => (v) => Number.isSafeInteger(v) && v >= low && v <= high;

function isDate(text) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

function isMoment(text) {
  const found = /^([0-9-]{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z$/.exec(text);
  return Boolean(found) && isDate(found[1]) && Number(found[2]) < 24 && Number(found[3]) < 60 && Number(found[4]) < 60;
}

const text = (test) => (v) => typeof v === "string" && test(v);
const SCALARS = {
  text: text(() => true),
  flag: (v) => typeof v === "boolean",
  hash: text((v) => /^[0-9a-f]{64}$/.test(v)),
  count: number(0),
  positive: number(1),
  percent: number(1, 100),
  date: text(isDate),
  moment: text(isMoment),
};

/** Hold a document against the table; the first field that does not fit is a Difference. */
export function checkShape(document) {
  check(document, SHAPE, "");
}

function check(value, wanted, path) {
  if (typeof wanted === "string") {
    if (!SCALARS[wanted](value)) throw new Difference(path, "shape");
  } else if ("maybe" in wanted) {
    if (value !== null) check(value, wanted.maybe, path);
  } else if ("list" in wanted) {
    if (!Array.isArray(value)) throw new Difference(path, "shape");
    value.forEach((item, n) => check(item, wanted.list, `${path}[${n}]`));
  } else fields(value, wanted.fields, path);
}

function fields(value, wanted, path) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Difference(path, "shape");
  for (const [name, kind] of Object.entries(wanted)) {
    if (!Object.hasOwn(value, name)) throw new Difference(below(path, name), "missing");
    check(value[name], kind, below(path, name));
  }
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(wanted, name)).sort();
  if (unknown.length) throw new Difference(below(path, unknown[0]), "unknown");
}

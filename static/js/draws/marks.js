// A short mark of every field: the hashes prove, the marks locate (ledger/draws/marks.py).
import { below, Difference, dumps } from "./canon.js";
import { digestOf } from "./sha256.js";

const LENGTH = 8;

function* leaves(value, path) {
  const inner = value !== null && typeof value === "object";
  if (inner && Array.isArray(value) && value.length) {
    for (const [n, item] of value.entries()) yield* leaves(item, `${path}[${n}]`);
  } else if (inner && !Array.isArray(value) && Object.keys(value).length) {
    for (const key of Object.keys(value).sort()) yield* leaves(value[key], below(path, key));
  } else yield [path, value];
}

const mark = (path, value) => digestOf(`${path}=${dumps(value)}`).slice(0, LENGTH);

/** The marks of a whole document. */
export function marksOf(document) {
  const inner = Object.fromEntries(Object.entries(document).filter(([key]) => key !== "marks"));
  return [...leaves(inner, "")].map(([path, value]) => mark(path, value)).join("");
}

/** The first field of the sections whose mark is not there; else the last section. */
export function locate(document, ...sections) {
  const known = new Set(document.marks.match(/.{1,8}/gu) ?? []);
  for (const section of sections) {
    for (const [path, value] of leaves(document[section], section)) {
      if (!known.has(mark(path, value))) return new Difference(path, "hash");
    }
  }
  return new Difference(sections.at(-1), "hash");
}

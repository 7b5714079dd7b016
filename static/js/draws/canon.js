// The one way a draw's documents are written, and a reader that accepts nothing else
// (ledger/draws/canon.py is the same in Python).
import { digestOf } from "./sha256.js";

const MAX_DEPTH = 12;

/** The first thing of a file that is not what it must be. */
export class Difference extends Error {
  constructor(path, why) {
    super(`${path || "file"}: ${why}`);
    this.path = path || "file";
    this.why = why;
  }
}

/** A file's answer to a path below another. */
export const below = (path, key) => (path ? `${path}.${key}` : key);

/** Canonical JSON: ascending keys, no blanks, whole numbers. */
export function dumps(value) {
  if (Array.isArray(value)) return `[${value.map(dumps).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${dumps(value[key])}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The SHA-256 of a value's canonical JSON. */
export const digest = (value) => digestOf(dumps(value));

/** Read a canonical file from its bytes; any other bytes are a Difference naming the field. */
export function loads(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value("", 0);
  if (bytes.length !== reader.at + 1 || bytes[reader.at] !== 10) throw new Difference("file", "not_canonical");
  return value;
}

const code = (character) => character.charCodeAt(0);
const WORDS = [["true", true], ["false", false], ["null", null]];

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  }

  value(path, depth) {
    if (depth > MAX_DEPTH) throw new Difference(path, "not_canonical");
    const start = this.bytes[this.at];
    if (start === code("{")) return this.object(path, depth);
    if (start === code("[")) return this.list(path, depth);
    if (start === code('"')) return this.text(path);
    for (const [word, meaning] of WORDS) if (this.takeWord(word)) return meaning;
    return this.integer(path);
  }

  takeWord(word) {
    for (let i = 0; i < word.length; i += 1) if (this.bytes[this.at + i] !== code(word[i])) return false;
    this.at += word.length;
    return true;
  }

  integer(path) {
    let text = "";
    while (text.length < 18 && "-0123456789".includes(String.fromCharCode(this.bytes[this.at + text.length] ?? 0))) {
      text += String.fromCharCode(this.bytes[this.at + text.length]);
    }
    const found = /^-?(0|[1-9][0-9]{0,15})(?![0-9])/.exec(text);
    if (!found || found[0] === "-0" || !Number.isSafeInteger(Number(found[0]))) throw new Difference(path, "not_canonical");
    this.at += found[0].length;
    return Number(found[0]);
  }

  text(path) {
    const plain = [];
    this.at += 1;
    while (!this.take('"')) {
      const byte = this.bytes[this.at];
      if (byte === undefined || byte < 0x20) throw new Difference(path, "not_canonical");
      if (byte === 0x5c) {
        const next = this.bytes[this.at + 1];
        if (next !== 0x22 && next !== 0x5c) throw new Difference(path, "not_canonical");
        plain.push(next);
        this.at += 2;
      } else {
        plain.push(byte);
        this.at += 1;
      }
    }
    try {
      return this.decoder.decode(Uint8Array.from(plain));
    } catch {
      throw new Difference(path, "not_canonical");
    }
  }

  list(path, depth) {
    const items = [];
    this.at += 1;
    if (this.take("]")) return items;
    for (;;) {
      items.push(this.value(`${path}[${items.length}]`, depth + 1));
      if (this.take("]")) return items;
      this.need(",", `${path}[${items.length - 1}]`);
    }
  }

  object(path, depth) {
    const fields = Object.create(null);
    let last = null;
    this.at += 1;
    if (this.take("}")) return fields;
    for (;;) {
      if (this.bytes[this.at] !== code('"')) throw new Difference(path, "not_canonical");
      const key = this.text(path);
      if (last !== null && compareText(key, last) <= 0) throw new Difference(path, "not_canonical");
      const here = below(path, key);
      this.need(":", here);
      fields[key] = this.value(here, depth + 1);
      last = key;
      if (this.take("}")) return fields;
      this.need(",", here);
    }
  }

  take(character) {
    if (this.bytes[this.at] !== code(character)) return false;
    this.at += 1;
    return true;
  }

  need(character, path) {
    if (!this.take(character)) throw new Difference(path, "not_canonical");
  }
}

/** Compare two texts by their code points, which is the order of their UTF-8 bytes. */
export function compareText(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = a[i].codePointAt(0) - b[i].codePointAt(0);
    if (difference) return difference;
  }
  return a.length - b.length;
}

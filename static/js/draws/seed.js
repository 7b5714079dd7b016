// The seed's recipe (ledger/draws/seed.py states it in words).
import { digestOf } from "./sha256.js";

export const FORMAT = "xunzhan.draw/1";

/** What a party publishes before anybody's secret is known: SHA-256 of secret and draw number. */
export const commitOf = (secret, number) => digestOf(`${secret}${number}`);

const FORMS = { numbers: /^(0|[1-9][0-9]*)( (0|[1-9][0-9]*))*$/, hex: /^[0-9a-f]+$/ };
const MOST_ENTROPY = 200;

/** Whether a form of public strings is known. */
export const formKnown = (form) => Object.hasOwn(FORMS, form);

/** Whether a public string has the announced form and as many numbers or hex digits. */
export function entropyFits(text, { format, count }) {
  if (!formKnown(format) || !FORMS[format].test(text) || text.length > MOST_ENTROPY) return false;
  return (format === "numbers" ? text.split(" ") : text).length === count;
}

/** The seed: SHA-256 of the recipe's lines, each ended by a line feed. */
export function seedOf(number, poolHash, commits, secrets, entropy) {
  const lines = [FORMAT, number, poolHash, ...commits, ...secrets, entropy ?? ""];
  return digestOf(lines.map((line) => `${line}\n`).join(""));
}

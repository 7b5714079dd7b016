// The seed's recipe (ledger/draws/seed.py states it in words).
import { digestOf } from "./sha256.js";

export const FORMAT = "xunzhan.draw/1";

/** What a party publishes before anybody's secret is known: SHA-256 of secret and draw number. */
export const commitOf = (secret, number) => digestOf(`${secret}${number}`);

/** The seed: SHA-256 of the recipe's lines, each ended by a line feed. */
export function seedOf(number, poolHash, commits, secrets, entropy) {
  const lines = [FORMAT, number, poolHash, ...commits, ...secrets, entropy ?? ""];
  return digestOf(lines.map((line) => `${line}\n`).join(""));
}

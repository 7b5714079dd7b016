// Replaying an exported draw in the browser: the same steps, in the same order, with the same
// answer as ledger/draws/replay.py.
import { compareText, Difference, digest, dumps, loads } from "./canon.js";
import { checkShape } from "./checkshape.js";
import { locate, marksOf } from "./marks.js";
import { dimensionsKnown, result, Standing, strataOf, weightOf } from "./sampling.js";
import { commitOf, entropyFits, FORMAT, formKnown, seedOf } from "./seed.js";

const START = "0".repeat(64);

/** Check a draw file's bytes; returns the document, or throws the first Difference. */
export function replay(bytes) {
  const document = loads(bytes);
  checkShape(document);
  checkFrozen(document);
  checkPools(document);
  checkSeed(document);
  compare(document.result, result(document.announcement, document.pools, document.seed), "result");
  checkChanges(document);
  if (document.marks !== marksOf(document)) throw new Difference("marks", "hash");
  return document;
}

function checkFrozen(document) {
  const { announcement, pools } = document;
  if (document.format !== FORMAT) throw new Difference("format", "value");
  if (digest(announcement) !== document.announcement_hash) throw locate(document, "announcement", "announcement_hash");
  if (digest(pools) !== document.pool_hash) throw locate(document, "pools", "pool_hash");
  if (pools.announcement_hash !== document.announcement_hash) throw new Difference("pools.announcement_hash", "value");
  if (document.draw !== announcement.draw) throw new Difference("draw", "value");
  if (pools.draw !== announcement.draw) throw new Difference("pools.draw", "value");
}

function checkPools({ announcement, pools }) {
  const { strata, values } = announcement.rules;
  if (pools.at < announcement.at) throw new Difference("pools.at", "value");
  if (!dimensionsKnown(strata)) throw new Difference("announcement.rules.strata", "value");
  checkIds(pools.objects, "pools.objects");
  checkIds(pools.inspectors, "pools.inspectors");
  pools.objects.forEach((station, n) => {
    if (!strataOf(station, strata).includes(station.stratum)) throw new Difference(`pools.objects[${n}].stratum`, "value");
    if (station.weight !== weightOf(station.parts, values)) throw new Difference(`pools.objects[${n}].weight`, "value");
    const forced = station.parts.months >= values.forced_after_months;
    if (station.forced !== forced) throw new Difference(`pools.objects[${n}].forced`, "value");
  });
}

function checkIds(rows, path) {
  for (let n = 1; n < rows.length; n += 1) {
    if (compareText(rows[n].id, rows[n - 1].id) <= 0) throw new Difference(`${path}[${n}].id`, "value");
  }
}

function checkSeed(document) {
  const { announcement, commits, secrets, public_entropy: entropy } = document;
  if (dumps(announcement.parties.map((row) => row.party)) !== '["a","b"]') throw new Difference("announcement.parties", "value");
  if (commits.length !== 2) throw new Difference("commits", "value");
  if (secrets.length !== 2) throw new Difference("secrets", "value");
  secrets.forEach((secret, n) => {
    if (commitOf(secret, document.draw) !== commits[n]) throw locate(document, "secrets", "commits");
  });
  checkEntropy(announcement.entropy, entropy);
  const made = seedOf(document.draw, document.pool_hash, commits, secrets, entropy);
  if (made !== document.seed) throw locate(document, "public_entropy", "seed");
}

function checkEntropy(told, text) {
  if (told !== null && !formKnown(told.format)) throw new Difference("announcement.entropy.format", "value");
  if ((told === null) !== (text === null)) throw new Difference("public_entropy", "value");
  if (told !== null && !entropyFits(text, told)) throw new Difference("public_entropy", "value");
}

function checkChanges(document) {
  const standing = new Standing(document.announcement, document.pools, document.seed, document.result.drawn);
  let previous = START;
  let { at } = document.pools;
  document.changes.forEach((change, n) => {
    const path = `changes[${n}]`;
    const made = digest(Object.fromEntries(Object.entries(change).filter(([key]) => key !== "hash")));
    if (made !== change.hash) throw locate(document, "changes");
    if (change.previous !== previous) throw new Difference(`${path}.previous`, "value");
    if (change.n !== n + 1) throw new Difference(`${path}.n`, "value");
    checkChange(change, standing, at, path);
    previous = change.hash;
    at = change.at;
    compare(change.redraws, standing.change(change.kind, change.inspector, change.only), `${path}.redraws`);
  });
}

/** Who goes was on the draw, from one drawn station or all of them, and not before the last. */
function checkChange({ kind, at, inspector, only }, standing, last, path) {
  if (kind !== "away" && kind !== "conflict") throw new Difference(`${path}.kind`, "value");
  if (at < last) throw new Difference(`${path}.at`, "value");
  if (![...standing.on.values()].some((people) => people.includes(inspector))) throw new Difference(`${path}.inspector`, "value");
  const fits = kind === "away" ? only === null : only !== null && (standing.on.get(only) ?? []).includes(inspector);
  if (!fits) throw new Difference(`${path}.only`, "value");
}

/** The hash of the last change, which binds all before it; zeros where there is none. */
export const lastChange = (changes) => changes.at(-1)?.hash ?? START;

function kindOf(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function compare(said, made, path) {
  if (kindOf(said) !== kindOf(made)) throw new Difference(path, "value");
  if (Array.isArray(made)) {
    for (let n = 0; n < Math.min(said.length, made.length); n += 1) compare(said[n], made[n], `${path}[${n}]`);
    if (said.length !== made.length) throw new Difference(path, "value");
  } else if (made !== null && typeof made === "object") {
    for (const key of Object.keys(made).sort()) compare(said[key], made[key], `${path}.${key}`);
  } else if (said !== made) throw new Difference(path, "value");
}

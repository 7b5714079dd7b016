// The draw itself as a function of documents (ledger/draws/sampling.py is the same in Python).
import { compareText } from "./canon.js";
import { order } from "./keys.js";
import { unhex } from "./sha256.js";

const PARTS = ["months", "credit", "complaints"];

/** A station's weight from its parts and the rules. */
export function weightOf(parts, values) {
  const share = (part) => Math.min(parts[part] * values[`weight_${part}`], values[`weight_${part}_cap`]);
  return values.weight_base + PARTS.reduce((sum, part) => sum + share(part), 0);
}

/** What a seed draws from frozen pools. */
export function result(announcement, pools, seed) {
  const key = unhex(seed);
  const { values } = announcement.rules;
  const strata = [];
  const drawn = [];
  const names = [...new Set(pools.objects.map((o) => o.stratum))].sort(compareText);
  for (const stratum of names) {
    const members = pools.objects.filter((o) => o.stratum === stratum);
    const taken = ofStratum(members, announcement.percent, key);
    strata.push({ stratum, size: members.length, forced: members.filter((o) => o.forced).length, drawn: taken.length });
    drawn.push(...taken);
  }
  const load = new Map();
  return { strata, drawn: drawn.map((station) => staffed(station, pools, key, values, load)) };
}

function ofStratum(members, percent, key) {
  const byId = new Map(members.map((o) => [o.id, o]));
  const forced = members.filter((o) => o.forced).map((o) => o.id).sort(compareText);
  const share = Math.ceil((members.length * percent) / 100);
  const free = members.filter((o) => !o.forced).map((o) => [o.id, o.weight, `object\n${o.id}`]);
  const chosen = order(key, free).slice(0, Math.max(0, share - forced.length));
  return [...forced, ...chosen].map((id) => byId.get(id));
}

function staffed(station, pools, key, values, load) {
  const { chosen, skips } = inspectors(station, pools, key, {
    need: values.inspectors_per_object, most: values.objects_per_inspector, load, turn: 0, barred: new Map(),
  });
  return { object: station.id, how: station.forced ? "forced" : "weighted", inspectors: chosen, skips };
}

function inspectors(station, pools, key, { need, most, load, turn, barred }) {
  const people = new Map(pools.inspectors.map((p) => [p.id, p]));
  const ranked = order(key, [...people.keys()].map((id) => [id, 1, `inspector\n${station.id}\n${turn}\n${id}`]));
  const chosen = [];
  const skips = [];
  for (const inspector of ranked) {
    if (chosen.length === need) break;
    const full = (load.get(inspector) ?? 0) >= most ? "full" : "";
    const reason = barred.get(inspector) || recusal(station, people.get(inspector)) || full;
    if (reason) skips.push({ inspector, reason });
    else chosen.push(inspector);
  }
  const held = skips.filter((skip) => skip.reason === "full").slice(0, need - chosen.length);
  chosen.push(...held.map((skip) => skip.inspector));
  for (const inspector of chosen) load.set(inspector, (load.get(inspector) ?? 0) + 1);
  return { chosen, skips: skips.filter((skip) => !held.includes(skip)) };
}

const DIMENSIONS = ["kind", "district", "company"];

/** Whether every dimension of the strata is known. */
export const dimensionsKnown = (dimensions) => dimensions.every((name) => DIMENSIONS.includes(name));

/** The strata a station may be in: the one district of its own that it counts for. */
export function strataOf(station, dimensions) {
  const districts = station.districts.length ? station.districts : [""];
  return districts.map((district) => dimensions.map((name) => (name === "district" ? district : station[name])).join("|"));
}

/** Why an inspector may not check a station, or nothing. */
export function recusal(station, person) {
  if (!person.kinds.includes(station.kind)) return "not_qualified";
  if (person.districts.some((one) => station.districts.includes(one))) return "district";
  if (person.interests.some((one) => one === station.company || one === station.id)) return "interest";
  return station.last_by.includes(person.id) ? "last_time" : "";
}

/** Who is on which drawn station now, after the changes so far. */
export class Standing {
  constructor(announcement, pools, seed, drawn) {
    this.pools = pools;
    this.key = unhex(seed);
    this.most = announcement.rules.values.objects_per_inspector;
    this.on = new Map(drawn.map((row) => [row.object, [...row.inspectors]]));
    this.barred = new Map([...this.on.keys()].map((id) => [id, new Map()]));
    this.turns = new Map();
  }

  change(kind, inspector, only) {
    if (kind === "away") for (const barred of this.barred.values()) barred.set(inspector, "away");
    const hit = [...this.on].filter(([, people]) => people.includes(inspector)).map(([id]) => id);
    return hit.filter((id) => kind === "away" || id === only).map((id) => this.redraw(id, kind, inspector));
  }

  redraw(id, kind, inspector) {
    const station = this.pools.objects.find((o) => o.id === id);
    const left = this.on.get(id).filter((one) => one !== inspector);
    const turn = (this.turns.get(id) ?? 0) + 1;
    this.on.set(id, left);
    this.barred.get(id).set(inspector, kind);
    this.turns.set(id, turn);
    const barred = new Map([...this.barred.get(id), ...left.map((one) => [one, "already"])]);
    const load = new Map();
    for (const people of this.on.values()) for (const one of people) load.set(one, (load.get(one) ?? 0) + 1);
    const { chosen, skips } = inspectors(station, this.pools, this.key, { need: 1, most: this.most, load, turn, barred });
    left.push(...chosen);
    return { object: id, turn, inspectors: chosen, skips };
  }
}

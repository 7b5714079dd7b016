// The stations and what can be said about a set of them: which pass the filters, counts, order.

import { LEVELS } from "../lib/dom.js";
import { lang } from "../lib/i18n.js";
import { state } from "./state.js";

/** What the API said, once it has. */
export const data = { stations: [], byCode: new Map(), asOf: null, findings: [], issues: [], districts: null };

export function setStations(answer) {
  data.stations = answer.items;
  data.byCode = new Map(answer.items.map((s) => [s.code, s]));
  data.asOf = answer.as_of;
}

/** The level of a station under the chosen overlay (or another one). */
export const levelOf = (station, overlay = state.overlay) => station.statuses[overlay]?.level ?? "none";

export const rank = (level) => LEVELS.indexOf(level);

/** The value of a station for each facet of the rail. */
export const facetOf = {
  level: (s) => levelOf(s),
  kind: (s) => s.kind,
  district: (s) => s.district?.code ?? "-",
  company: (s) => s.company?.key ?? "-",
  remote: (s) => (s.remote ? "yes" : "no"),
};

/** Stations that pass the filters; `except` leaves one facet out (for its own counts). */
export function passing(except = null) {
  const facets = Object.keys(facetOf).filter((f) => f !== except && state.hidden[f].size);
  return data.stations.filter((s) => facets.every((f) => !state.hidden[f].has(facetOf[f](s))));
}

/** Value -> number of stations, for one facet, as the other facets leave it. */
export function countsOf(facet) {
  const counts = new Map();
  for (const station of passing(facet)) {
    const value = facetOf[facet](station);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

const words = new Intl.Collator(lang === "zh" ? "zh-Hans-CN" : "en", { numeric: true });
const newestFirst = (a, b) => (b.last_reading_at ?? "").localeCompare(a.last_reading_at ?? "");

/** One comparison a column of the list; the worst, the most and the newest come first. */
const orders = {
  level: (a, b) => rank(levelOf(a)) - rank(levelOf(b)) || b.open_issues - a.open_issues,
  name: (a, b) => words.compare(a.name, b.name),
  kind: (a, b) => a.kind.localeCompare(b.kind) || a.network.localeCompare(b.network),
  district: (a, b) => words.compare(a.district?.name ?? "", b.district?.name ?? ""),
  company: (a, b) => words.compare(a.company?.name ?? "", b.company?.name ?? ""),
  last: newestFirst,
  issues: (a, b) => b.open_issues - a.open_issues,
  leads: (a, b) => b.pending_findings - a.pending_findings,
};

/** Stations in the list's order. */
export function sorted(stations, { key, down } = state.sort) {
  const order = orders[key] ?? orders.level;
  const ordered = [...stations].sort((a, b) => order(a, b) || words.compare(a.name, b.name));
  return down ? ordered.reverse() : ordered;
}

/** Whether a position lies in a [w, s, e, n] box. */
export const inBox = (thing, box) =>
  !box || (thing.lon >= box[0] && thing.lon <= box[2] && thing.lat >= box[1] && thing.lat <= box[3]);

/** The stations the list shows now. */
export function listed() {
  const stations = passing();
  return sorted(state.onlyInView ? stations.filter((s) => inBox(s, state.box)) : stations);
}

/** Stations whose names, pinyin, initials or codes hold every word of a query, best first. */
export function search(text, limit = 8) {
  const asked = text.toLowerCase().normalize("NFKC").split(/\s+/).filter(Boolean);
  if (!asked.length) return [];
  const found = [];
  for (const station of data.stations) {
    const hay = `${station.search ?? ""} ${station.name} ${station.code}`.toLowerCase();
    if (!asked.every((word) => hay.includes(word))) continue;
    const starts = hay.split(/\s+/).some((word) => word.startsWith(asked[0]));
    found.push([station, starts ? 0 : 1]);
  }
  found.sort(([a, x], [b, y]) => x - y || rank(levelOf(a)) - rank(levelOf(b)) || words.compare(a.name, b.name));
  return found.slice(0, limit).map(([station]) => station);
}

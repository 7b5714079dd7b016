// Leads and open issues on the ground, near enough to tell them apart: a lead is dashed, an issue solid.
// What is overdue is pinned at every zoom while the overlay of issues is chosen.

import { remaining } from "../issues/words.js";
import { el, glyph } from "../lib/dom.js";
import { percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { L, map, rendererOf } from "./frame.js";
import { MARKS_FROM } from "./ids.js";
import { data, passing } from "./model.js";
import { state } from "./state.js";

const layer = L.layerGroup();

function area(geometry, className) {
  return L.geoJSON(geometry, { renderer: rendererOf("marks"), interactive: false, style: { className, fill: false } });
}

function point(lat, lon, className, name, href) {
  const node = el("span", { class: className });
  const icon = L.divIcon({ html: node, className: "mark mark--place", iconSize: [20, 20] });
  const made = L.marker([lat, lon], { icon, pane: "marks", zIndexOffset: className === "issuemark" ? 200 : 100 });
  made.on("add", () => made.getElement().setAttribute("aria-label", name));
  const go = () => location.assign(href);
  made.on("click", go);
  made.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && go());
  return made.bindTooltip(el("span", { class: "tip" }, name), { direction: "right", offset: [10, 0], opacity: 1 });
}

function lead(finding) {
  const name = t("疑似 {name}，把握 {p}", { name: finding.name, p: percent(finding.confidence, 0) });
  const parts = [point(finding.lat, finding.lon, "leadmark", name, `/review?finding=${finding.id}`)];
  if (finding.geometry && finding.geometry.type !== "Point") parts.unshift(area(finding.geometry, "m-lead"));
  return parts;
}

function issue(row) {
  const name = t("问题 {number}：{title}", { number: row.number, title: row.title });
  const parts = [point(row.lat, row.lon, "issuemark", name, `/issues/${encodeURIComponent(row.number)}`)];
  if (row.area) parts.unshift(area(row.area, "m-issue"));
  return parts;
}

/** Something late: its shape and its word, beside the symbol it belongs to. */
function pin(lat, lon, word, name, href) {
  const node = el("span", { class: "latepin" }, glyph("alarm", 12), word);
  const icon = L.divIcon({ html: node, className: "mark mark--late", iconSize: [0, 0] });
  const made = L.marker([lat, lon], { icon, pane: "marks", zIndexOffset: 300 });
  made.on("add", () => made.getElement().setAttribute("aria-label", name));
  const go = () => location.assign(href);
  made.on("click", go);
  made.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && go());
  return made;
}

/** Near enough one pin an issue, before that one a station with how many are late. */
function latePins(late) {
  if (map.getZoom() >= MARKS_FROM) {
    return late.map((row) => pin(row.lat, row.lon, remaining(row).text, t("逾期：{name}", { name: row.title }), `/issues/${encodeURIComponent(row.number)}`));
  }
  return [...Map.groupBy(late, (row) => row.station.code)].map(([code, rows]) => {
    const { lat, lon, name } = rows[0].station;
    return pin(lat, lon, `${t("逾期")} ${rows.length}`, t("逾期：{name}", { name }), `/issues?station=${encodeURIComponent(code)}&overdue=1`);
  });
}

/** Draw what is in sight; at city zoom there would only be piles. */
export function drawMarks() {
  layer.clearLayers();
  if (!state.marks) return;
  const view = map.getBounds().pad(0.2);
  const seen = (thing) => thing.lat !== null && thing.lon !== null && view.contains([thing.lat, thing.lon]);
  if (state.overlay === "issues") {
    const codes = new Set(passing().map((station) => station.code));
    latePins(data.issues.filter((row) => row.overdue && codes.has(row.station.code) && seen(row))).forEach((part) => layer.addLayer(part));
  }
  if (map.getZoom() < MARKS_FROM) return;
  for (const finding of data.findings.filter(seen)) lead(finding).forEach((part) => layer.addLayer(part));
  for (const row of data.issues.filter(seen)) issue(row).forEach((part) => layer.addLayer(part));
}

export function addMarks() {
  layer.addTo(map);
  map.on("moveend", drawMarks);
}

// Leads and open issues on the ground, near enough to tell them apart: a lead is dashed, an issue solid.

import { el } from "../lib/dom.js";
import { percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { L, map, rendererOf } from "./frame.js";
import { MARKS_FROM } from "./ids.js";
import { data } from "./model.js";
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

/** Draw what is in sight; at city zoom there would only be piles. */
export function drawMarks() {
  layer.clearLayers();
  if (!state.marks || map.getZoom() < MARKS_FROM) return;
  const view = map.getBounds().pad(0.2);
  const seen = (thing) => thing.lat !== null && thing.lon !== null && view.contains([thing.lat, thing.lon]);
  for (const finding of data.findings.filter(seen)) lead(finding).forEach((part) => layer.addLayer(part));
  for (const row of data.issues.filter(seen)) issue(row).forEach((part) => layer.addLayer(part));
}

export function addMarks() {
  layer.addTo(map);
  map.on("moveend", drawMarks);
}

// The layer of station symbols: redrawn when the zoom, the overlay, the filters or the choice change.

import { grouped, placeNames } from "./clusters.js";
import { moveNames } from "./districts.js";
import { L, map, phone, showPoint, still } from "./frame.js";
import { data, levelOf, passing, rank } from "./model.js";
import { openGroup } from "./popover.js";
import { state, update } from "./state.js";
import { SIZE, clusterName, clusterSymbol, stationSymbol, symbolName, tooltip } from "./symbols.js";

const ALL_NAMES_FROM = 12;
const layer = L.layerGroup();
const markers = new Map();

function pointsNow() {
  return passing().map((station) => {
    const level = levelOf(station);
    const { x, y } = map.project([station.lat, station.lon]);
    return { x, y, station, level, rank: rank(level) };
  });
}

/** On the desktop alarm and warn always stand alone; the chosen station does everywhere. */
function alone(point) {
  if (point.station.code === state.station) return true;
  return !phone.matches && (point.level === "alarm" || point.level === "warn");
}

function named(point) {
  if (point.station.code === state.station || map.getZoom() >= ALL_NAMES_FROM) return true;
  return !phone.matches && (point.level === "alarm" || point.level === "warn");
}

function sidesOf(groups) {
  const single = groups.filter((g) => g.members.length === 1).map((g) => g.members[0]);
  const items = single.filter(named).sort((a, b) => (b.station.code === state.station) - (a.station.code === state.station) || a.rank - b.rank);
  const radiusOf = (p) => (p.station.code === state.station ? 16 : SIZE[p.level] / 2);
  const obstacles = groups.map((g) => ({ x: g.x, y: g.y, radius: g.members.length > 1 ? 19 : radiusOf(g.members[0]) - 1 }));
  const { sides, taken } = placeNames(
    items.map((p) => ({
      id: p.station.code, x: p.x, y: p.y, radius: radiusOf(p), text: p.station.name,
      wave: p.station.kind === "water", must: p.station.code === state.station,
    })),
    obstacles,
  );
  moveNames(taken);
  return sides;
}

function marker(lat, lon, node, { name, order, onChoose, onEnter = onChoose }) {
  const icon = L.divIcon({ html: node, className: "mark", iconSize: [28, 28] });
  const made = L.marker([lat, lon], { icon, pane: "symbols", zIndexOffset: order * 10_000, riseOnHover: true, riseOffset: 100_000 });
  layer.addLayer(made);
  made.getElement().setAttribute("aria-label", name);
  made.on("click", onChoose);
  made.on("keypress", ({ originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    L.DomEvent.stop(originalEvent);
    onEnter();
  });
  return made;
}

function addStation(point, side) {
  const { station, level } = point;
  const picked = station.code === state.station;
  const reason = station.statuses[state.overlay]?.reason ?? "";
  const made = marker(station.lat, station.lon, stationSymbol(station, level, { picked, side }), {
    name: symbolName(station, level, reason), order: picked ? 6 : 5 - point.rank,
    onChoose: () => update({ station: station.code }),
  });
  const element = made.getElement();
  element.dataset.station = station.code;
  element.setAttribute("aria-pressed", String(picked));
  made.bindTooltip(tooltip(station, level, reason), { direction: "top", offset: [0, -14], opacity: 1 });
  made.on("mouseover", () => hover(station.code));
  made.on("mouseout", () => hover(null));
  markers.set(station.code, made);
}

function addCluster(group) {
  const members = group.members.map((p) => p.station);
  const levels = group.members.map((p) => p.level);
  const { lat, lng } = map.unproject([group.x, group.y]);
  const made = marker(lat, lng, clusterSymbol(levels), {
    name: clusterName(members, levels), order: 5 - group.members[0].rank,
    onChoose: () => zoomTo(members, made),
    onEnter: () => openGroup(members, made.getElement()),
  });
  made.getElement().dataset.cluster = members.map((s) => s.code).join(" ");
}

/** Zoom until the members part; where they cannot, list them. */
function zoomTo(members, made) {
  const bounds = L.latLngBounds(members.map((s) => [s.lat, s.lon]));
  const zoom = map.getBoundsZoom(bounds.pad(0.3));
  if (map.getZoom() >= 17 || bounds.getNorthEast().equals(bounds.getSouthWest(), 1e-5)) openGroup(members, made.getElement());
  else map.setView(bounds.getCenter(), Math.min(Math.max(zoom, map.getZoom() + 1), 18), { animate: !still() });
}

/** Draw every symbol anew; the focus stays where it was. */
export function drawStations() {
  const focused = document.activeElement?.dataset?.station;
  layer.clearLayers();
  markers.clear();
  const groups = grouped(pointsNow(), alone);
  const sides = sidesOf(groups);
  for (const group of groups) {
    if (group.members.length > 1) addCluster(group);
    else addStation(group.members[0], sides.get(group.members[0].station.code));
  }
  if (focused) markers.get(focused)?.getElement().focus({ preventScroll: true });
}

/** Light up a symbol and its row together. */
export function hover(code) {
  for (const node of document.querySelectorAll(".is-near")) node.classList.remove("is-near");
  if (code === null) return;
  for (const node of document.querySelectorAll(`[data-station="${CSS.escape(code)}"]`)) node.classList.add("is-near");
}

/** Bring the chosen station into view when it is not. */
export function reveal(code) {
  const station = data.byCode.get(code);
  if (!station) return;
  if (!map.getBounds().pad(-0.08).contains([station.lat, station.lon])) showPoint(station.lon, station.lat, Math.max(map.getZoom(), 11));
}

export function addStations() {
  layer.addTo(map);
  map.on("zoomend", drawStations);
  phone.addEventListener("change", drawStations);
}

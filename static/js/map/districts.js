// The boundary map: needs no network. Shared edges are drawn once, the city's own outline apart.

import { nameOf } from "../lib/i18n.js";
import { widthOf } from "./clusters.js";
import { L, map, rendererOf } from "./frame.js";

const polygonsOf = (geometry) =>
  geometry.type === "MultiPolygon" ? geometry.coordinates : geometry.type === "Polygon" ? [geometry.coordinates] : [];

const key = (point) => `${point[0].toFixed(6)},${point[1].toFixed(6)}`;

/** Edges of own districts: those met once are the city's outline, those met twice are inner borders. */
export function splitEdges(features) {
  const edges = new Map();
  for (const feature of features) {
    for (const ring of polygonsOf(feature.geometry).flat()) {
      for (let i = 1; i < ring.length; i += 1) {
        const name = [key(ring[i - 1]), key(ring[i])].sort().join(";");
        if (edges.has(name)) edges.get(name).count += 1;
        else edges.set(name, { a: ring[i - 1], b: ring[i], count: 1 });
      }
    }
  }
  const all = [...edges.values()];
  return { outline: joined(all.filter((e) => e.count === 1)), inner: joined(all.filter((e) => e.count > 1)) };
}

/** Join edges end to end, so that dashes run on along a border. */
function joined(edges) {
  const ends = new Map();
  for (const edge of edges) {
    for (const end of [edge.a, edge.b]) ends.set(key(end), [...(ends.get(key(end)) ?? []), edge]);
  }
  const used = new Set();
  const follow = (edge, from) => {
    const line = [from];
    let point = from;
    for (let next = edge; next; ) {
      used.add(next);
      point = key(next.a) === key(point) ? next.b : next.a;
      line.push(point);
      const free = ends.get(key(point)).filter((e) => !used.has(e));
      next = ends.get(key(point)).length === 2 ? free[0] : undefined;
    }
    return line;
  };
  const lines = [];
  const start = (edge) => [edge.a, edge.b].find((end) => ends.get(key(end)).length !== 2);
  for (const edge of [...edges.filter(start), ...edges]) if (!used.has(edge)) lines.push(follow(edge, start(edge) ?? edge.a));
  return lines;
}

/** The widest polygon's middle, as good a place for a name as a centroid. */
function middle(feature) {
  let best = null;
  for (const [ring] of polygonsOf(feature.geometry)) {
    let [area, x, y] = [0, 0, 0];
    for (let i = 1; i < ring.length; i += 1) {
      const cross = ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
      area += cross;
      x += (ring[i - 1][0] + ring[i][0]) * cross;
      y += (ring[i - 1][1] + ring[i][1]) * cross;
    }
    if (area && (!best || Math.abs(area) > best.area)) best = { area: Math.abs(area), lon: x / (3 * area), lat: y / (3 * area) };
  }
  return best;
}

const line = (points, className) =>
  L.polyline(points.map(([lon, lat]) => [lat, lon]), { renderer: rendererOf("borders"), className, interactive: false });

const placed = [];

function names(features) {
  placed.length = 0;
  return features.map((feature) => {
    const at = middle(feature);
    if (!at) return null;
    const own = feature.properties.own;
    const text = document.createElement("span");
    text.className = own ? "place-name" : "place-name place-name--other";
    text.textContent = nameOf(feature.properties);
    const icon = L.divIcon({ html: text, className: "place-mark", iconSize: [0, 0] });
    placed.push({ text, lat: at.lat, lon: at.lon, words: text.textContent, own });
    return L.marker([at.lat, at.lon], { icon, pane: "places", interactive: false, keyboard: false });
  }).filter(Boolean);
}

const SHIFTS = [[0, 0], [0, -24], [0, 24], [-36, 0], [36, 0], [-36, -24], [36, -24], [-36, 24], [36, 24], [0, -44], [0, 44]];

const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Move names of districts off what stands on the map already ([left, top, right, bottom], in pixels). */
export function moveNames(taken) {
  for (const { text, lat, lon, words, own } of placed) {
    const { x, y } = map.project([lat, lon]);
    const half = (widthOf(words) + (own ? [...words].length * 3 : 0)) / 2 + 2;
    const plate = ([dx, dy]) => [x + dx - half, y + dy - 9, x + dx + half, y + dy + 9];
    const shift = SHIFTS.find((d) => !taken.some((box) => meet(box, plate(d)))) ?? SHIFTS[0];
    text.style.transform = `translate(-50%, -50%) translate(${shift[0]}px, ${shift[1]}px)`;
  }
}

/** Draw the districts; `overImagery` leaves the grounds out. */
export function drawDistricts(collection, { grounds = true } = {}) {
  const own = collection.features.filter((f) => f.properties.own);
  const others = collection.features.filter((f) => !f.properties.own);
  const parts = [];
  if (grounds) {
    const fill = (features, className) =>
      L.geoJSON({ type: "FeatureCollection", features }, { renderer: rendererOf("land"), style: { className }, interactive: false });
    parts.push(fill(others, "m-other"), fill(own, "m-in"));
  }
  const { outline, inner } = splitEdges(own);
  parts.push(...inner.map((l) => line(l, "m-dist")), ...outline.map((l) => line(l, "m-city")), ...names([...own, ...others]));
  const group = L.layerGroup(parts).addTo(map);
  return { group, box: boxOf(own.length ? own : others) };
}

/** [w, s, e, n] of features, or null. */
export function boxOf(features) {
  const points = features.flatMap((f) => polygonsOf(f.geometry).flat(2));
  if (!points.length) return null;
  const box = [180, 90, -180, -90];
  for (const [lon, lat] of points) {
    box[0] = Math.min(box[0], lon); box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon); box[3] = Math.max(box[3], lat);
  }
  return box;
}

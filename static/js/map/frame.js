// The Leaflet map that folium's frame made, with the few panes and verbs our layers need.

import { ELEMENT } from "./ids.js";

export const L = window.L;
export const map = window[ELEMENT];

const PANES = { land: 200, scene: 300, borders: 350, places: 380, marks: 450, symbols: 600, labels: 650 };

for (const [name, level] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(level);
for (const name of ["places", "labels"]) map.getPane(name).classList.add("passive");

/** One SVG renderer a pane; our classes colour it. */
const renderers = new Map();
export function rendererOf(pane) {
  if (!renderers.has(pane)) renderers.set(pane, L.svg({ pane, padding: 0.5 }));
  return renderers.get(pane);
}

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
export const still = () => reduced.matches;

export const phone = matchMedia("(max-width: 760px)");

/** [w, s, e, n] of what is seen. */
export function viewBox() {
  const b = map.getBounds();
  return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
}

export const boundsOf = ([w, s, e, n]) => L.latLngBounds([s, w], [n, e]);

/** Show a box, with the room the map's own controls take. */
export function showBox(box, { maxZoom = 14, animate = false } = {}) {
  map.fitBounds(boundsOf(box), { padding: phone.matches ? [12, 12] : [28, 20], maxZoom, animate: animate && !still() });
}

/** Bring a position into view, no nearer than it is. */
export function showPoint(lon, lat, zoom = map.getZoom()) {
  map.setView([lat, lon], Math.max(zoom, map.getZoom()), { animate: !still() });
}

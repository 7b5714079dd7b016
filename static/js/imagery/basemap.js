// A plain Leaflet map on the boundary base: no network is needed for it.
import { get } from "../lib/api.js";

const { L } = globalThis;

/** A map in `node` with the district outlines under everything else. */
export function baseMap(node) {
  const map = L.map(node, { zoomControl: false, attributionControl: false, maxZoom: 22, minZoom: 3 });
  map.setView([30.75, 120.75], 9);
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  get("districts").then((districts) => {
    const style = { color: "#8a9492", weight: 1, fillColor: "#fbfaf6", fillOpacity: 1, interactive: false };
    map.createPane("districts").classList.add("pane-districts");
    L.geoJSON(districts, { style, pane: "districts", interactive: false }).addTo(map);
  }, () => {});
  return map;
}

/** GeoJSON as a white line over a black casing, readable on any picture. */
export function outlined(geometry, { weight = 1.5, dashArray = null } = {}) {
  const casing = L.geoJSON(geometry, { style: { color: "#000", opacity: 0.65, weight: weight + 2.5, fill: false }, interactive: false });
  const line = L.geoJSON(geometry, { style: { color: "#fff", weight, dashArray, fill: false } });
  return L.featureGroup([casing, line]);
}

// The flight on a map: picture, zones, gaps, track and the frames; each can be switched off.
import { baseMap } from "../imagery/basemap.js";
import { el } from "../lib/dom.js";
import { percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Frames } from "./frames.js";
import { FAR_M, isPlaced } from "./model.js";
import { Picture } from "./picture.js";

const { L } = globalThis;
const GLYPH = 5;
const NEAR_M = 100;

/** Draws one flight into `node`; `onPick(id)` is told which frame was chosen. */
export class FlightMap {
  constructor(node, onPick) {
    this.map = baseMap(node);
    this.map.options.zoomSnap = 0.25;
    for (const [name, order] of [["gaps", 410], ["frames", 420], ["zones", 430], ["marks", 440], ["labels", 450]]) {
      this.map.createPane(name).classList.add("pane-flight");
      this.map.getPane(name).classList.add(`pane-${order}`);
    }
    this.picture = new Picture(this.map);
    this.frames = new Frames(this.map, onPick);
    this.parts = {
      picture: this.picture.layer, frames: this.frames.layer,
      track: L.layerGroup().addTo(this.map), zones: L.layerGroup().addTo(this.map),
      gaps: L.layerGroup().addTo(this.map), refly: L.layerGroup().addTo(this.map),
    };
    this.box = null;
    this.here = null;
  }

  draw(flight, station) {
    this.picture.draw(flight.scene);
    this.map.getContainer().classList.toggle("on-picture", Boolean(flight.scene?.tiles));
    this.frames.draw(flight.photos);
    this.track(flight);
    this.zones(station);
    this.gaps(flight.coverage ?? []);
    this.look(flight, station);
  }

  /** Show or hide a part; the picture and the frames too. */
  toggle(part, shown) {
    if (part === "picture") this.map.getContainer().classList.toggle("on-picture", shown);
    if (shown) this.parts[part].addTo(this.map);
    else this.parts[part].remove();
  }

  track({ track }) {
    this.parts.track.clearLayers();
    if (!track) return;
    L.geoJSON(track, { pane: "marks", interactive: false, style: { className: "fl-casing" } }).addTo(this.parts.track);
    L.geoJSON(track, { pane: "marks", interactive: false, style: { className: "fl-track" } }).addTo(this.parts.track);
  }

  zones(station) {
    const { zones } = this.parts;
    zones.clearLayers();
    if (!station) return;
    const at = [station.lat, station.lon];
    for (const radius of [20, 50, 100]) {
      const dashed = radius === 50 ? "" : " is-dashed";
      L.circle(at, { radius, pane: "zones", interactive: false, className: "fl-casing" }).addTo(zones);
      L.circle(at, { radius, pane: "zones", interactive: false, className: `fl-zone${dashed}` }).addTo(zones);
      label(L.latLng(at).toBounds(radius * 2).getNorth(), at[1], `${radius} m`).addTo(zones);
    }
    L.circleMarker(at, { pane: "zones", radius: GLYPH, className: "fl-anchor" }).bindTooltip(text(station.name)).addTo(zones);
  }

  gaps(coverage) {
    const { gaps } = this.parts;
    gaps.clearLayers();
    const worst = coverage.filter((row) => row.gaps && row.radius_m <= NEAR_M).sort((a, b) => b.gsd_limit_m - a.gsd_limit_m || b.radius_m - a.radius_m)[0];
    if (!worst) return;
    const name = t("未覆盖 {share}，不判定", { share: percent(1 - worst.covered, 0) });
    L.geoJSON(worst.gaps, { pane: "gaps", style: { className: "fl-gap" } }).bindTooltip(text(name)).addTo(gaps);
  }

  /** The planned flight of the gaps, as a dashed line. */
  refly(line) {
    this.parts.refly.clearLayers();
    if (line) L.geoJSON(line, { pane: "marks", interactive: false, style: { className: "fl-refly" } }).addTo(this.parts.refly);
  }

  // What lies far from the station (another place, a wrong position) does not pull the map away.
  look({ scene, photos, track }, station) {
    const boxes = photos.filter(isPlaced).map((photo) => (photo.footprint ? L.geoJSON(photo.footprint).getBounds() : L.latLngBounds([[photo.lat, photo.lon]])));
    if (scene?.bounds) boxes.push(L.latLngBounds([[scene.bounds[1], scene.bounds[0]], [scene.bounds[3], scene.bounds[2]]]));
    if (track) boxes.push(L.geoJSON(track).getBounds());
    const around = station ? L.latLng(station.lat, station.lon).toBounds(2 * FAR_M) : null;
    const near = around ? boxes.filter((box) => around.contains(box.getCenter())) : boxes;
    const all = near.length || !boxes.length ? near : boxes;
    if (station && (near.length || !boxes.length)) all.push(L.latLng(station.lat, station.lon).toBounds(240));
    const box = all.reduce((sum, one) => sum.extend(one), L.latLngBounds([]));
    const key = box.isValid() ? box.toBBoxString() : "";
    if (!key || key === this.box) return;
    this.box = key;
    this.map.fitBounds(box, { animate: false, maxZoom: 20, padding: [16, 16] });
  }

  /** The place on the course that the slider stands at. */
  at(point) {
    this.here?.remove();
    this.here = point && Number.isFinite(point.lat)
      ? L.circleMarker([point.lat, point.lon], { pane: "marks", radius: 6, interactive: false, className: "fl-here" }).addTo(this.map)
      : null;
  }
}

function label(lat, lon, words) {
  const icon = L.divIcon({ className: "fl-lab", html: el("span", {}, words), iconSize: null });
  return L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "labels" });
}

// Leaflet writes a text tooltip as markup; an element with textContent stays text.
function text(words) {
  return el("span", {}, words);
}

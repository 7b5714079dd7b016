// Where the photos were taken: dots in the order of time, dashed because their place is uncertain.
import { get } from "../lib/api.js";
import { baseMap } from "./basemap.js";

const { L } = globalThis;

/** Draws a flight's photos; a click on a dot picks its photo. */
export class FlightMap {
  constructor(node, onPick) {
    this.map = baseMap(node);
    Object.assign(this, { onPick, layer: L.layerGroup().addTo(this.map), dots: new Map() });
  }

  draw(flight) {
    this.layer.clearLayers();
    this.dots.clear();
    const placed = flight.photos.filter((photo) => photo.lon !== null && photo.lat !== null);
    const track = [...placed].sort((a, b) => (a.taken_at ?? "").localeCompare(b.taken_at ?? "")).map((p) => [p.lat, p.lon]);
    L.polyline(track, { color: "#465155", weight: 1, interactive: false }).addTo(this.layer);
    for (const photo of placed) this.dot(photo);
    if (track.length) this.map.fitBounds(L.latLngBounds(track).pad(0.15), { animate: false, maxZoom: 19 });
    this.station(flight, !track.length);
  }

  dot(photo) {
    const dot = L.circleMarker([photo.lat, photo.lon], { radius: 5, color: "#182022", weight: 1.5, dashArray: "2 2", fillColor: "#fcfcfb", fillOpacity: 0.9 });
    dot.on("click", () => this.onPick(photo.id)).addTo(this.layer);
    this.dots.set(photo.id, dot);
  }

  mark(photoId) {
    for (const [id, dot] of this.dots) {
      const picked = id === photoId;
      dot.setStyle({ fillColor: picked ? "#1f55a5" : "#fcfcfb", radius: picked ? 7 : 5 });
      dot.setRadius(picked ? 7 : 5);
      if (picked) dot.bringToFront();
    }
  }

  async station({ station }, centre) {
    const facts = await get(`stations/${encodeURIComponent(station.code)}`).catch(() => null);
    if (!facts) return;
    const at = [facts.lat, facts.lon];
    for (const radius of [20, 50, 100]) {
      L.circle(at, { radius, color: "#182022", weight: 1.5, dashArray: radius === 50 ? null : "4 3", fill: false, interactive: false }).addTo(this.layer);
    }
    const name = document.createElement("span");
    name.textContent = facts.name;
    L.circleMarker(at, { radius: 4, color: "#182022", fillColor: "#182022", fillOpacity: 1 }).bindTooltip(name).addTo(this.layer);
    if (centre) this.map.setView(at, 17, { animate: false });
  }
}

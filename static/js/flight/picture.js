// The mosaic's tiles, drawn where a person has moved them; the stored tiles stay as they are.
import { get } from "../lib/api.js";
import { shift } from "./model.js";

const { L } = globalThis;
const RENEW_MS = 8 * 60 * 1000;
const STILL = { east_m: 0, north_m: 0 };

/** The picture of a flight on `map`; `layer` can be taken off and put back. */
export class Picture {
  constructor(map) {
    Object.assign(this, { map, scene: null, key: "", nudge: STILL, held: false, timer: 0, layer: L.layerGroup().addTo(map) });
    this.pane = map.createPane("picture");
    this.pane.classList.add("pane-picture");
    map.on("zoomend viewreset move", () => this.place());
    map.on("zoomanim", (event) => this.place(event.zoom));
  }

  draw(scene) {
    this.scene = scene ?? null;
    if (!this.held) this.move(scene?.nudge?.east_m === undefined ? STILL : scene.nudge);
    const key = scene?.tiles ? `${scene.id}/${scene.version}` : "";
    if (key === this.key) return;
    this.key = key;
    this.layer.clearLayers();
    clearInterval(this.timer);
    if (!key) return;
    const [west, south, east, north] = scene.bounds;
    this.tiles = L.tileLayer(scene.tiles, {
      pane: "picture", bounds: [[south, west], [north, east]], maxZoom: 22,
      minNativeZoom: scene.minzoom ?? 0, maxNativeZoom: scene.maxzoom ?? 22,
    }).addTo(this.layer);
    this.timer = setInterval(() => this.renew(scene.id), RENEW_MS);
  }

  async renew(id) {
    const fresh = await get(`scenes/${id}`).catch(() => null);
    if (fresh?.tiles) this.tiles.setUrl(fresh.tiles, true);
  }

  /** Show the picture moved by metres to the east and north. */
  move(nudge) {
    this.nudge = nudge;
    this.place();
  }

  place(zoom = this.map.getZoom()) {
    const lat = this.scene?.bounds ? (this.scene.bounds[1] + this.scene.bounds[3]) / 2 : this.map.getCenter().lat;
    const { x, y } = shift(this.nudge, lat, zoom);
    L.DomUtil.setTransform(this.pane, L.point(x, y));
  }
}

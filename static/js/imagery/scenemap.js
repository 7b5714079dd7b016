// The scene's picture on a small map: tiles, footprint, zones and anchors of its stations.
import { get } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { baseMap, outlined } from "./basemap.js";
import { addressOf } from "./layers.js";

const { L } = globalThis;
const RENEW_MS = 8 * 60 * 1000;

/** Draws one scene into `node`; tile grants are renewed before they end. */
export class SceneMap {
  constructor(node) {
    this.map = baseMap(node);
    Object.assign(this, { tiles: null, layer: L.layerGroup().addTo(this.map), key: "", timer: 0, scene: null, view: "" });
  }

  async draw(scene) {
    const key = `${scene.id}/${scene.version}/${scene.state}/${scene.stations.length}`;
    if (key === this.key) return;
    this.key = key;
    this.layer.clearLayers();
    this.picture(scene);
    if (scene.footprint) outlined(scene.footprint, { weight: 1.5, dashArray: "6 4" }).addTo(this.layer);
    this.look(scene);
    for (const { code } of scene.stations.slice(0, 20)) this.zones(await get(`stations/${encodeURIComponent(code)}`).catch(() => null));
  }

  picture(scene) {
    this.tiles?.remove();
    this.scene = scene;
    if (!scene.tiles) return;
    this.tiles = L.tileLayer(addressOf(scene, this.view), {
      minNativeZoom: scene.minzoom ?? 0,
      maxNativeZoom: scene.maxzoom ?? 22,
      maxZoom: 22,
      bounds: bounds(scene),
      zIndex: 2,
    }).addTo(this.map);
    clearInterval(this.timer);
    this.timer = setInterval(() => this.renew(scene.id), RENEW_MS);
  }

  async renew(id) {
    const fresh = await get(`scenes/${id}`).catch(() => null);
    if (!fresh?.tiles) return;
    this.scene = fresh;
    this.tiles.setUrl(addressOf(fresh, this.view), true);
  }

  /** Look at the scene through a layer; "" is the stored picture. */
  show(view) {
    this.view = view;
    this.tiles?.setUrl(addressOf(this.scene, view));
  }

  /** The leads of the scene, outlined; a click opens one in review. */
  leads(findings) {
    this.found?.remove();
    this.found = L.layerGroup().addTo(this.map);
    for (const finding of findings.filter((one) => one.geometry)) {
      outlined(finding.geometry, { weight: 3 })
        .bindTooltip(text(t("疑似 {name}", { name: finding.name })))
        .on("click", () => location.assign(`/review?finding=${finding.id}`))
        .addTo(this.found);
    }
  }

  look(scene) {
    const box = bounds(scene);
    if (box) this.map.fitBounds(box, { padding: [12, 12], animate: false });
  }

  zones(station) {
    if (!station) return;
    for (const zone of station.zones ?? []) {
      outlined(zone.polygon, { weight: 1.5, dashArray: zone.radius_m === 50 ? null : "4 3" })
        .bindTooltip(text(zone.name))
        .addTo(this.layer);
    }
    L.circleMarker([station.lat, station.lon], { radius: 5, weight: 2, color: "#fff", fillColor: "#182022", fillOpacity: 1 })
      .bindTooltip(text(station.kind === "water" ? t("{name} 取水口", { name: station.name }) : t("{name} 采样口", { name: station.name })))
      .addTo(this.layer);
  }
}

// Leaflet writes a text tooltip as markup; an element with textContent stays text.
function text(words) {
  const node = document.createElement("span");
  node.textContent = words;
  return node;
}

function bounds({ bounds: box }) {
  return box ? L.latLngBounds([box[1], box[0]], [box[3], box[2]]) : null;
}

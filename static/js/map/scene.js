// The latest scene of a station on the map, on demand: its tiles and its outline.

import { get } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { L, boundsOf, map, rendererOf, showBox } from "./frame.js";
import { update } from "./state.js";

const GRANT_MS = 8 * 60_000; // a tile grant lasts ten minutes
let shown = null;

/** Whether the scene of this station is on the map. */
export const sceneShown = (code) => shown?.code === code;

function newest(detail) {
  const ready = detail.scenes.filter((s) => s.tiles);
  return [...ready].sort((a, b) => (b.taken_at ?? "").localeCompare(a.taken_at ?? ""))[0] ?? null;
}

/** Take the scene off the map. */
export function hideScene() {
  if (!shown) return;
  clearInterval(shown.timer);
  shown.group.remove();
  shown = null;
  map.getContainer().classList.remove("over-imagery");
}

async function renew(id, layer) {
  const scene = await get(`scenes/${id}`).catch(() => null);
  if (scene?.tiles && shown?.layer === layer) layer.setUrl(scene.tiles, true);
}

function showScene(detail, scene) {
  hideScene();
  const bounds = scene.bounds ? boundsOf(scene.bounds) : undefined;
  const layer = L.tileLayer(scene.tiles, {
    pane: "scene", minNativeZoom: scene.minzoom, maxNativeZoom: scene.maxzoom, maxZoom: 22, bounds,
  });
  const outline = scene.footprint && L.geoJSON(scene.footprint, { renderer: rendererOf("marks"), interactive: false, style: { className: "m-footprint", fill: false } });
  const group = L.layerGroup([layer, outline].filter(Boolean)).addTo(map);
  shown = { code: detail.code, group, layer, timer: setInterval(() => renew(scene.id, layer), GRANT_MS) };
  map.getContainer().classList.add("over-imagery");
  const metres = detail.kind === "water" ? 900 : 250;
  const dy = metres / 111_320;
  const dx = dy / Math.cos((detail.lat * Math.PI) / 180);
  showBox([detail.lon - dx, detail.lat - dy, detail.lon + dx, detail.lat + dy], { maxZoom: 19, animate: true });
}

/** Show or take off the newest scene of a station. */
export function toggleScene(detail, say = () => {}) {
  if (sceneShown(detail.code)) hideScene();
  else {
    const scene = newest(detail);
    if (!scene) {
      say(t("这个站点还没有可看的影像。"));
      return;
    }
    showScene(detail, scene);
  }
  update({ scene: sceneShown(detail.code) });
}

// The configured base map: tiles of Tianditu or of one's own; the boundary map stands in when they fail.

import { lang, t } from "../lib/i18n.js";
import { L, map } from "./frame.js";

const TIANDITU = "https://t{s}.tianditu.gov.cn";
const FAILURES = 3;

function tianditu(layer, token) {
  const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles`;
  const address = `${TIANDITU}/${layer}_w/wmts?${query}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(token)}`;
  return L.tileLayer(address, { subdomains: "01234567", maxNativeZoom: 18, maxZoom: 22, pane: "tilePane" });
}

function layersOf(settings) {
  if (settings.basemap === "tianditu" && settings.tiandituKey) {
    return [tianditu("vec", settings.tiandituKey), tianditu(lang === "en" ? "eva" : "cva", settings.tiandituKey)];
  }
  if (settings.basemap === "xyz" && settings.basemapUrl) {
    return [L.tileLayer(settings.basemapUrl, { maxNativeZoom: 19, maxZoom: 22, pane: "tilePane" })];
  }
  return [];
}

/** Whose map is under the stations, for the line at its foot. */
export function credit(settings) {
  if (settings.basemap === "tianditu") return t("底图：天地图");
  return settings.basemapAttribution || (settings.basemap === "boundaries" ? t("行政界图") : "");
}

/** Add the configured tiles; tell `onState("down" | "up")` when they stop and start to arrive. */
export function addBasemap(settings, onState) {
  const layers = layersOf(settings);
  let failed = 0;
  for (const layer of layers) {
    layer.on("tileerror", () => {
      failed += 1;
      if (failed === FAILURES) onState("down");
    });
    layer.on("tileload", () => {
      if (failed >= FAILURES) onState("up");
      failed = 0;
    });
    layer.addTo(map);
  }
  return { tiles: layers.length > 0, retry: () => layers.forEach((layer) => layer.redraw()) };
}

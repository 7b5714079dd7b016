// The map page: fetch, draw, and redraw what a change of state touches.

import { get } from "../lib/api.js";
import { $, clear } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { addBasemap } from "./basemap.js";
import { boxOf, drawDistricts } from "./districts.js";
import { map, phone, showBox, viewBox } from "./frame.js";
import { addKeys } from "./keys.js";
import { addControls } from "./layers.js";
import { drawList, showRow } from "./list.js";
import { drawMapbar } from "./mapbar.js";
import { addMarks, drawMarks } from "./marks.js";
import { data, passing, setStations } from "./model.js";
import { detailOf, drawPanel, forgetDetails } from "./panel.js";
import { addPhone, drawOverlayBar } from "./phone.js";
import { drawRail } from "./rail.js";
import { hideScene, sceneShown, toggleScene } from "./scene.js";
import { addSearch, searchFor } from "./search.js";
import { cover, emptyInstallation, failed, skeleton } from "./states.js";
import { addStations, drawStations, hover, reveal } from "./stations.js";
import { read, state, subscribe, update } from "./state.js";
import { overlayWord } from "./words.js";

const main = $("[data-map]");
const settings = main.dataset;
const parts = { rail: $("[data-rail]"), list: $("[data-list]"), panel: $("[data-panel]"), bar: $("[data-mapbar]"), over: $("[data-ovbar]") };
let down = false;
let base = null;

function approval() {
  return data.districts?.features.find((f) => f.properties.own && f.properties.approval_no)?.properties.approval_no || settings.approvalNo;
}

const drawBar = () => drawMapbar(parts.bar, { settings, approval: approval(), down });

function say(text) {
  $("[data-say]").textContent = text;
}

/** Home: the own districts, or the stations where there are none. */
function home() {
  const own = data.districts?.features.filter((f) => f.properties.own) ?? [];
  const box = boxOf(own.length ? own : (data.districts?.features ?? []));
  if (box || !data.stations.length) return box;
  const [lons, lats] = [data.stations.map((s) => s.lon), data.stations.map((s) => s.lat)];
  return [Math.min(...lons) - 0.02, Math.min(...lats) - 0.02, Math.max(...lons) + 0.02, Math.max(...lats) + 0.02];
}

function redraw(changed) {
  const what = (...names) => names.some((n) => changed.has(n));
  if (what("overlay", "hidden", "station", "data")) drawStations();
  if (what("overlay", "hidden", "data")) {
    drawRail(parts.rail);
    drawOverlayBar(parts.over);
  }
  if (what("station") && !sceneShown(state.station)) hideScene();
  if (what("overlay", "hidden", "station", "sort", "onlyInView", "data") || (state.onlyInView && what("box"))) drawList(parts.list);
  if (what("overlay", "station", "scene", "data") || (!state.station && what("hidden"))) drawPanel(parts.panel);
  if (what("marks", "overlay", "hidden", "data")) drawMarks();
  if (what("station") && state.station) {
    showRow(parts.list);
    reveal(state.station);
  }
  if (what("overlay", "hidden")) say(t("{overlay}：显示 {n} 个站点", { overlay: overlayWord(state.overlay), n: passing().length }));
}

function resized() {
  map.invalidateSize({ animate: false });
}

async function toggleImagery() {
  if (!state.station) return;
  const detail = await detailOf(state.station).catch(() => null);
  if (detail) toggleScene(detail, say);
}

function drawBase() {
  base?.group.remove();
  base = drawDistricts(data.districts, { grounds: !tiles.tiles || down });
  drawBar();
}

const tiles = addBasemap(settings, (now) => {
  down = now === "down";
  if (data.districts) drawBase();
});

function firstView() {
  const box = state.box ?? home();
  if (box) showBox(box, { maxZoom: state.box ? 22 : 14 });
  if (state.station && !state.box) reveal(state.station);
}

async function places() {
  const [findings, issues] = await Promise.allSettled([get("findings?state=pending"), get("issues?state=not_closed&sort=urgent")]);
  data.findings = findings.value?.items ?? [];
  data.issues = issues.value?.items ?? [];
  drawMarks();
}

async function load() {
  const waiting = setTimeout(() => clear(parts.list, skeleton()), 300);
  try {
    const [stations, districts] = await Promise.all([get("stations"), get("districts")]);
    data.districts = districts;
    setStations(stations);
    forgetDetails();
  } catch (error) {
    clear(parts.list);
    cover(failed(error, load));
    return;
  } finally {
    clearTimeout(waiting);
  }
  cover(data.stations.length ? null : emptyInstallation(data.districts, settings.mayImport === "1"));
  drawBase();
  firstView();
  if (state.station && !data.byCode.has(state.station)) update({ station: null });
  redraw(new Set(["data"]));
  showRow(parts.list);
  places();
  const asked = new URLSearchParams(location.search).get("q") ?? question;
  if (asked) searchFor(asked);
  main.dataset.ready = "1";
}

const question = new URLSearchParams(location.search).get("q");
read();
subscribe(redraw);
addStations();
addMarks();
addControls(home);
addSearch();
addKeys({ resized, imagery: toggleImagery });
addPhone({ resized });
drawBar();
map.on("moveend", () => {
  if (main.dataset.ready) update({ box: viewBox() });
  drawBar();
});
phone.addEventListener("change", resized);
new ResizeObserver(resized).observe($("[data-mapbox]"));
map.on("click", () => hover(null));
load();

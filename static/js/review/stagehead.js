// Above and below the stage: which station, which dates, and the strip of pictures.
import { $, clear, el } from "../lib/dom.js";
import { day, isoDate, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { bring } from "./inview.js";
import { pictureName, sourceName, stationKind } from "./words.js";

/** Station, its kind, the source, and the way to the map. */
export function drawHead(head, finding) {
  const { station, scene } = finding;
  clear(
    $(".stage-title", head),
    el("h2", {}, station.name),
    el("span", { class: "mid nowrap" }, `${stationKind(station)} · ${sourceName(scene.source_kind)}`),
    el("a", { class: "small no-phone", href: `/?station=${encodeURIComponent(station.code)}` }, t("在地图上看")),
  );
}

/** Baseline left, current right, each with date and resolution. */
export function drawSides(sides, finding) {
  const { reference, scene } = finding;
  clear(
    sides,
    el("span", {}, el("b", {}, t("基准")), " ", reference ? when(reference) : t("没有基准影像")),
    el("span", {}, el("b", {}, t("本次")), " ", when(scene), pixel(finding)),
  );
}

function when(scene) {
  return scene.taken_at ? isoDate(scene.taken_at) : t("时间未知");
}

// Of the image itself: the picture may show it smaller or larger.
function pixel({ gsd_m: size }) {
  if (!size) return "";
  const words = size < 1 ? t("影像 {n} cm/像素", { n: number(size * 100, 1) }) : t("影像 {n} m/像素", { n: number(size, 1) });
  return ` · ${words}`;
}

/** Every evidence picture small; a press puts it on the stage, Esc or the first one goes back. */
export function drawStrip(strip, stage) {
  const entries = stage.finding.evidence.filter(({ url }) => url);
  strip.hidden = entries.length < 2;
  clear(strip, entries.map((entry) => figure(entry, stage, strip)));
  bring(strip.querySelector("[aria-current]"), strip);
}

/** Put the next or the last evidence picture on the stage. */
export function turnPicture(strip, stage, step) {
  const entries = stage.finding.evidence.filter(({ url, kind }) => url && kind !== "baseline");
  const at = entries.indexOf(stage.after);
  show(entries[(at + step + entries.length) % entries.length], stage, strip);
}

function show(entry, stage, strip) {
  if (!entry || entry.kind === "baseline") return;
  stage.choose(entry.kind === "current" ? null : entry);
  drawStrip(strip, stage);
}

function figure(entry, stage, strip) {
  const name = pictureName(entry);
  const current = stage.after === entry ? "true" : null;
  const picture = el("img", { src: entry.url, alt: name, loading: "lazy" });
  const button = el("button", { type: "button", onclick: () => show(entry, stage, strip), disabled: entry.kind === "baseline" }, picture);
  const when_ = entry.taken_at ? day(entry.taken_at) : "";
  const right = entry.kind === "frame" ? (entry.filename ?? when_) : when_;
  return el("figure", { "aria-current": current }, button, el("figcaption", {}, el("span", {}, name), el("span", { class: "dim" }, right)));
}

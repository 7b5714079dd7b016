// Above and below the stage: which station, which dates, and the strip of pictures.
import { $, clear, el } from "../lib/dom.js";
import { isoDate, moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { sourceName, stationKind } from "./words.js";

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

function pixel(finding) {
  const crop = finding.evidence.find((one) => one.kind === "current");
  const size = crop?.pixels?.m_per_px;
  if (!size) return "";
  const words = size < 1 ? t("图上 {n} cm/像素", { n: number(size * 100, 1) }) : t("图上 {n} m/像素", { n: number(size, 1) });
  return ` · ${words}`;
}

const KINDS = () => ({ current: t("本次"), baseline: t("基准"), index: t("指数") });

/** Every evidence picture small; a press puts it on the stage's right side. */
export function drawStrip(strip, stage) {
  const crops = stage.finding.evidence;
  strip.hidden = crops.length < 2;
  clear(strip, crops.map((crop) => figure(crop, stage, strip)));
}

function figure(crop, stage, strip) {
  const name = KINDS()[crop.kind] ?? crop.kind;
  const choose = () => {
    if (crop.kind === "baseline") return;
    stage.right = crop.kind;
    stage.draw();
    drawStrip(strip, stage);
  };
  const current = stage.after === crop ? "true" : null;
  const button = el("button", { type: "button", onclick: choose, disabled: crop.kind === "baseline" }, el("img", { src: crop.url, alt: name, loading: "lazy" }));
  return el(
    "figure",
    { "aria-current": current },
    button,
    el("figcaption", {}, el("span", {}, name), el("span", { class: "dim" }, crop.taken_at ? moment(crop.taken_at) : "")),
  );
}

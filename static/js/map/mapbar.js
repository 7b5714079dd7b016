// The line at the map's foot: shapes and words, scale, whose map it is and its approval number.

import { LEVELS, clear, el, levelWord, status, svg } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { credit } from "./basemap.js";
import { map } from "./frame.js";
import { MARKS_FROM } from "./ids.js";
import { waveMark } from "./rail.js";

const WIDEST = 90;
const clusterMark = () =>
  svg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, svg("circle", { r: 8, class: "cl-edge" }), svg("text", { class: "cl-n", y: 4 }, "n"));

/** A round length and how many pixels it takes at the map's middle. */
export function roundLength(metresPerPixel) {
  const limit = WIDEST * metresPerPixel;
  const power = 10 ** Math.floor(Math.log10(limit));
  const metres = [5, 2, 1].map((n) => n * power).find((m) => m <= limit);
  return { metres, pixels: metres / metresPerPixel };
}

function scale() {
  const metresPerPixel = (40_075_016.7 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
  const { metres, pixels } = roundLength(metresPerPixel);
  const words = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  const line = svg("svg", { width: Math.ceil(pixels) + 2, height: 8, "aria-hidden": "true" }, svg("path", { class: "scale", d: `M.75 1v6.25H${pixels.toFixed(1)}V1` }));
  return el("span", { class: "row" }, line, words);
}

/** Draw the line. `approval` is the number of the districts' map, or the installation's own. */
export function drawMapbar(host, { settings, approval, down }) {
  const base = down ? t("底图暂时取不到；站点和状态照常显示") : credit(settings);
  clear(
    host,
    el(
      "span", { class: "row row--wide legend" },
      LEVELS.map((level) => status(level, { word: levelWord(level) })),
      el("span", { class: "row" }, waveMark(), t("水站")),
      map.getZoom() < MARKS_FROM
        ? el("span", { class: "row", title: t("聚合，外圈为构成") }, clusterMark(), t("聚合"))
        : [
          el("span", { class: "row" }, el("span", { class: "leadmark", "aria-hidden": "true" }), t("疑似")),
          el("span", { class: "row" }, el("span", { class: "issuemark", "aria-hidden": "true" }), t("问题")),
        ],
    ),
    scale(),
    el("span", { class: "dim push" }, [base, t("审图号：{number}", { number: approval || t("未填写") })].filter(Boolean).join(" · ")),
  );
}

// What stands on the stage and does not move with the picture: scale, north, dates, swipe handle.
import { clear, el, svg } from "../lib/dom.js";
import { isoDate, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const WIDEST_PX = 150;

/** Draw scale bar, north arrow, zoom, the blinking picture's name and the swipe handle. */
export function drawFurniture(box, stage) {
  const { pane, before, mode } = stage;
  clear(
    box,
    mode === "blink" && before ? el("span", { class: "plate plate--name" }, stage.blinked ? t("基准") : t("本次")) : null,
    before || !pane.picture.placed ? null : el("p", { class: "stage-none" }, t("没有基准影像，只看本次")),
    pane.picture.entry.kind === "frame" ? el("p", { class: "stage-none" }, frameText(pane.picture.entry)) : null,
    pane.picture.placed ? scaleBar(pane) : null,
    mode === "swipe" && before ? handle(stage) : null,
  );
}

function frameText(entry) {
  const name = entry.filename ?? (entry.photo_id ? `#${entry.photo_id}` : "");
  const when = entry.taken_at ? isoDate(entry.taken_at) : "";
  return [t("航片 {name}", { name }), when, t("按 Esc 回到本次影像")].filter(Boolean).join(" · ");
}

function scaleBar({ picture, view }) {
  const perPixel = picture.metres * view.k;
  const metres = roundLength(WIDEST_PX * perPixel);
  const width = Math.round(metres / perPixel);
  const bar = svg(
    "svg",
    { class: "scalebar", width: width + 34, height: 34, viewBox: `-4 0 ${width + 34} 34`, "aria-hidden": "true" },
    svg("path", { class: "ov-c", "stroke-width": 5, d: `M0 22v6h${width}v-6` }),
    svg("path", { class: "ov-w", "stroke-width": 2, d: `M0 22v6h${width}v-6` }),
    svg("text", { class: "ov-t", x: 0, y: 16 }, lengthText(metres)),
    svg("path", { class: "ov-c", "stroke-width": 4, d: northAt(width + 20) }),
    svg("path", { class: "sc-n", d: northAt(width + 20) }),
  );
  return bar;
}

const northAt = (x) => `M${x} 4l6 20-6-5-6 5z`;

function lengthText(metres) {
  if (metres >= 1000) return `${number(metres / 1000)} km`;
  return metres < 1 ? `${number(metres * 100)} cm` : `${number(metres)} m`;
}

// 1, 2 or 5 times a power of ten.
function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
}

function handle({ range }) {
  const knob = svg(
    "svg",
    { class: "knob", width: 40, height: 40, viewBox: "-20 -20 40 40", "aria-hidden": "true" },
    svg("circle", { r: 18, class: "sw-knob" }),
    svg("path", { d: "M-4-6-10 0l6 6M4-6 10 0 4 6", class: "sw-arrows" }),
  );
  const line = el("div", { class: "swipe-line" }, knob);
  line.style.left = `${range.value}%`;
  return line;
}

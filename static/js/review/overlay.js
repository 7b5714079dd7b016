// White over black casing on the picture: outline, rings round the anchor, distance line, plate.
import { svg } from "../lib/dom.js";
import { area, distance } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** The overlay of one crop as SVG nodes; `show` says which parts, `k` is crop pixels a screen pixel. */
export function overlay(finding, crop, show, k = 1) {
  const { pixels } = crop;
  if (!pixels) return [];
  const parts = [];
  if (show.rings && pixels.anchor) parts.push(...rings(pixels, crop, k), ...anchor(pixels.anchor, k));
  if (show.outline) parts.push(...outline(pixels), ...leader(pixels), plate(finding, pixels, crop, k));
  return parts;
}

function cased(tag, attrs, { width = 1.5, dash = null } = {}) {
  return [
    svg(tag, { ...attrs, class: "ov-c", "stroke-width": width + 2.5 }),
    svg(tag, { ...attrs, class: "ov-w", "stroke-width": width, "stroke-dasharray": dash }),
  ];
}

function rings({ anchor: [cx, cy], rings_m: metres = [], m_per_px: scale }, crop, k) {
  return metres.flatMap((radius) => {
    const r = radius / scale;
    if (r < 4 || r > 2 * Math.hypot(crop.width, crop.height)) return [];
    const dash = radius === 50 ? null : "6 5";
    return [...cased("circle", { cx, cy, r }, { dash }), ringLabel(radius, [cx, cy, r], crop, k)];
  });
}

// Printed where the ring meets the lower right diagonal, or at its foot when that is out of frame.
function ringLabel(radius, [cx, cy, r], crop, k) {
  const near = [0.79, 0, -0.79, 1.57, 2.36, 3.14, 3.93, 4.71].map((a) => [cx + r * Math.cos(a), cy + r * Math.sin(a)]);
  const inside = near.find(([x, y]) => x > 4 && x < crop.width - 48 * k && y > 16 * k && y < crop.height - 24 * k);
  const [x, y] = inside ?? near[0];
  return svg("text", { class: "ov-t", transform: `translate(${x + 4 * k} ${y + 4 * k}) scale(${k})` }, `${radius} m`);
}

function anchor([x, y], k) {
  const arm = 9 * k;
  return cased("path", { d: `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}` }, { width: 2 });
}

function outline({ polygons = [] }) {
  return polygons.flatMap((ring) => cased("path", { d: `M${ring.map((p) => p.join(" ")).join("L")}Z` }, { width: 3 }));
}

function leader({ polygons = [], anchor: from }) {
  const to = from && nearest(polygons.flat(), from);
  if (!to) return [];
  return cased("path", { d: `M${from.join(" ")}L${to.join(" ")}` }, { dash: "4 3" });
}

function nearest(points, [x, y]) {
  const far = (p) => Math.hypot(p[0] - x, p[1] - y);
  return points.reduce((best, p) => (best && far(best) <= far(p) ? best : p), null);
}

function plate(finding, { polygons = [] }, crop, k) {
  const points = polygons.flat();
  if (!points.length) return svg("g", {});
  const to = finding.station.kind === "water" ? t("距取水口") : t("距采样口");
  const lines = [t("疑似 {name}", { name: finding.name }), `${area(finding.area_m2)} · ${to} ${distance(finding.distance_m)}`];
  const width = 20 + 13 * Math.max(...lines.map(widthOf));
  const [x, y] = placed(points, width * k, 46 * k, crop);
  return svg(
    "g",
    { transform: `translate(${x} ${y}) scale(${k})` },
    svg("rect", { class: "ov-plate", width, height: 46, rx: 2 }),
    svg("text", { class: "ov-pt", x: 10, y: 19 }, lines[0]),
    svg("text", { class: "ov-pt", x: 10, y: 38 }, lines[1]),
  );
}

// A Chinese sign is as wide as it is high, a Latin one a little over half of that.
function widthOf(text) {
  return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? 1 : 0.56), 0);
}

// Outside the finding: above it, else below it, kept inside the frame.
function placed(points, width, height, crop) {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const top = Math.min(...ys) - height - 10;
  const y = top > 4 ? top : Math.min(Math.max(...ys) + 10, crop.height - height - 40);
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2 - width / 2;
  return [Math.max(4, Math.min(middle, crop.width - width - 4)), y];
}

// White over black casing on the picture: outline, rings round the inlet, distance line, plate.
import { svg } from "../lib/dom.js";
import { area, distance } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { extent } from "./view.js";

const RINGS_M = [20, 50, 100];
const DASH = "6 5";
const LABELLED_PX = 34;

/** The overlay of one picture as SVG nodes; `view` is what is visible, `show` says which parts. */
export function overlay(finding, picture, show, view) {
  const parts = [];
  if (show.rings && picture.anchor && picture.metres) {
    parts.push(...rings(picture, view), ...anchor(picture.anchor, view.k));
  }
  if (show.outline) {
    parts.push(...before(picture), ...outline(picture), ...leader(picture), plate(finding, picture, view));
  }
  return parts;
}

/** A shape twice: black casing, white line over it. */
export function cased(tag, attrs, { width = 1.5, dash = null } = {}) {
  return [
    svg(tag, { ...attrs, class: "ov-c", "stroke-width": width + 2.5 }),
    svg(tag, { ...attrs, class: "ov-w", "stroke-width": width, "stroke-dasharray": dash }),
  ];
}

function rings({ anchor: [cx, cy], rings: own, metres }, view) {
  return [...new Set([...RINGS_M, ...own])].flatMap((radius) => {
    const r = radius / metres;
    if (r / view.k < 9 || r > 3 * Math.hypot(view.width, view.height)) return [];
    const dash = radius === 50 ? null : DASH;
    const label = r / view.k > LABELLED_PX ? ringLabel(radius, [cx, cy, r], view) : [];
    return [cased("circle", { cx, cy, r }, { dash }), label].flat();
  });
}

// Printed where the ring meets the lower right diagonal, else wherever it is in sight.
function ringLabel(radius, [cx, cy, r], { x: left, y: top, width, height, k }) {
  const spots = [0.79, 0, -0.79, 1.57, 2.36, 3.14, 3.93, 4.71].map((a) => [cx + r * Math.cos(a), cy + r * Math.sin(a)]);
  const seen = ([x, y]) => x > left + 4 * k && x < left + width - 48 * k && y > top + 16 * k && y < top + height - 44 * k;
  const spot = spots.find(seen);
  if (!spot) return svg("g", {});
  return svg("text", { class: "ov-t", transform: `translate(${spot[0] + 4 * k} ${spot[1] + 4 * k}) scale(${k})` }, `${radius} m`);
}

function anchor([x, y], k) {
  const arm = 9 * k;
  return cased("path", { d: `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}` }, { width: 2 });
}

const pathOf = (ring) => `M${ring.map((p) => p.join(" ")).join("L")}Z`;

function outline({ polygons, holes }) {
  return [...polygons, ...holes].flatMap((ring) => cased("path", { d: pathOf(ring) }, { width: 2.5 }));
}

// The machine's outline, once a person has changed it.
function before({ before: rings_ }) {
  return rings_.flatMap((ring) => cased("path", { d: pathOf(ring) }, { width: 1, dash: "2 4" }));
}

function leader({ polygons, anchor: from }) {
  const to = from && nearest(polygons.flat(), from);
  if (!to) return [];
  return cased("path", { d: `M${from.join(" ")}L${to.join(" ")}` }, { dash: "4 3" });
}

function nearest(points, [x, y]) {
  const far = (p) => Math.hypot(p[0] - x, p[1] - y);
  return points.reduce((best, p) => (best && far(best) <= far(p) ? best : p), null);
}

function plate(finding, { polygons }, view) {
  const box = extent(polygons);
  if (!box || !finding.name) return svg("g", {});
  const to = finding.station.kind === "water" ? t("距取水口") : t("距采样口");
  const far = finding.distance_m === null || finding.distance_m === undefined ? "" : ` · ${to} ${distance(finding.distance_m)}`;
  const most = (view.width / view.k - 40) / 13;
  const lines = [t("疑似 {name}", { name: finding.name }), `${area(finding.area_m2)}${far}`].map((line) => fitted(line, most));
  const width = 20 + 13 * Math.max(...lines.map(widthOf));
  const [x, y] = placed(box, width * view.k, 46 * view.k, view);
  return svg(
    "g",
    { transform: `translate(${x} ${y}) scale(${view.k})` },
    svg("rect", { class: "ov-plate", width, height: 46, rx: 2 }),
    svg("text", { class: "ov-pt", x: 10, y: 19 }, lines[0]),
    svg("text", { class: "ov-pt", x: 10, y: 38 }, lines[1]),
  );
}

// A Chinese sign is as wide as it is high, a Latin one a little over half of that.
export function widthOf(text) {
  return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? 1 : 0.56), 0);
}

// What does not fit onto a phone is cut; the panel has the whole name.
function fitted(text, most) {
  if (widthOf(text) <= most) return text;
  const signs = [...text];
  while (signs.length && widthOf(signs) + 1 > most) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

// Outside the finding: above it, else below it, kept in sight.
function placed([west, north, east, south], width, height, view) {
  const gap = 10 * view.k;
  const [bottom, right] = [view.y + view.height, view.x + view.width];
  const above = north - height - gap;
  const below = south + gap;
  const room = bottom - height - 40 * view.k;
  const y = above > view.y + gap ? above : Math.max(view.y + gap, Math.min(below, room));
  const middle = (west + east) / 2 - width / 2;
  return [Math.max(view.x + gap, Math.min(middle, right - width - gap)), y];
}

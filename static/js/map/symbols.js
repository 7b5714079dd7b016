// The symbol of a station and of a cluster: colour, shape and, for water stations, a wave.

import { el, levelWord, svg } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { kindWord } from "./words.js";

export const SIZE = { ok: 13, att: 16, warn: 18, alarm: 20, none: 14 };
const RING = 2 * Math.PI * 14;
const GAP = 1.5;

function shape(level, size, { x = -size / 2, y = -size / 2 } = {}) {
  const box = { x, y, width: size, height: size, viewBox: "-8 -8 16 16", overflow: "visible" };
  const use = () => svg("use", { href: `#g-${level}`, x: -8, y: -8, width: 16, height: 16 });
  return [svg("svg", { ...box, class: "halo" }, use()), svg("svg", { ...box, class: `g g-${level}` }, use())];
}

const wavePath = (y) => `M-7 ${y}q3.5-3.5 7 0t7 0`;

const SIDES = {
  right: (r) => ({ x: r + 5, y: 4, class: "m-lab" }),
  left: (r) => ({ x: -r - 5, y: 4, class: "m-lab m-lab--end" }),
  above: (r) => ({ x: 0, y: -r - 7, class: "m-lab m-lab--mid" }),
  below: (r, wave) => ({ x: 0, y: r + (wave ? 21 : 16), class: "m-lab m-lab--mid" }),
};

/** The accessible name of a station's symbol. */
export function symbolName(station, level, reason) {
  const kind = station.kind === "water" ? t("水站") : t("空气站");
  return [station.name, kind, levelWord(level), reason].filter(Boolean).join(t("，"));
}

/** The drawing of a station's symbol; `side` says where its name stands, if anywhere. */
export function stationSymbol(station, level, { picked = false, side = null } = {}) {
  const size = SIZE[level];
  const water = station.kind === "water";
  const wave = wavePath(size / 2 + 4);
  const radius = picked ? 16 : size / 2;
  return svg(
    "svg",
    { class: "symbol", width: 1, height: 1, overflow: "visible", "aria-hidden": "true" },
    svg("circle", { class: "hit", r: 14 }),
    picked && [svg("circle", { class: "pickring-h", r: 16 }), svg("circle", { class: "pickring", r: 16 })],
    water && svg("path", { class: "wave-h", d: wave }),
    shape(level, size),
    water && svg("path", { class: "wave", d: wave }),
    side && svg("text", SIDES[side](radius, water), station.name),
  );
}

/** The drawing of a cluster: count, ring by share of status (worst first), badge of the worst. */
export function clusterSymbol(levels) {
  const counts = new Map();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  const worst = levels[0];
  let turned = -90;
  const segments = [...counts].map(([level, n]) => {
    const share = n / levels.length;
    const long = Math.max(RING * share - GAP, 1);
    const segment = svg("circle", {
      class: `cl-seg cs-${level}`, r: 14, "stroke-dasharray": `${long.toFixed(1)} ${(RING - long).toFixed(1)}`,
      transform: `rotate(${turned.toFixed(1)})`,
    });
    turned += 360 * share;
    return segment;
  });
  return svg(
    "svg",
    { class: "symbol", width: 1, height: 1, overflow: "visible", "aria-hidden": "true" },
    svg("circle", { class: "cl-bg", r: 19 }),
    segments,
    svg("circle", { class: "cl-edge", r: 17 }),
    svg("text", { class: "cl-n", y: 4 }, levels.length),
    worst !== "ok" && worst !== "none" && shape(worst, 14, { x: 8, y: -22 }),
  );
}

/** The accessible name of a cluster. */
export function clusterName(members, levels) {
  const counts = new Map();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  const parts = [...counts].map(([level, n]) => `${levelWord(level)} ${n}`);
  return t("聚合 {n} 个站点：{parts}", { n: members.length, parts: parts.join(t("，")) });
}

/** What the pointer reads over a symbol. */
export function tooltip(station, level, reason) {
  return el(
    "span",
    { class: "tip" },
    el("b", {}, station.name), ` ${kindWord(station.kind)} · ${levelWord(level)}`,
    reason && el("small", {}, reason),
  );
}

// Elements from data: text goes in as text, never as markup.

import { t } from "./i18n.js";

const SVG = "http://www.w3.org/2000/svg";

function assign(node, attrs) {
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "value" && "value" in node) node.value = value;
    else if (name === "checked" && "checked" in node) node.checked = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  return node;
}

function fill(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** An HTML element: `el("a", {href, onclick, class}, "text", child)`. */
export function el(tag, attrs, ...children) {
  return fill(assign(document.createElement(tag), attrs), children);
}

/** An SVG element, the same way. */
export function svg(tag, attrs, ...children) {
  return fill(assign(document.createElementNS(SVG, tag), attrs), children);
}

/** Empty a node and put in what is given. */
export function clear(node, ...children) {
  node.replaceChildren();
  return fill(node, children);
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const LEVELS = ["alarm", "warn", "att", "ok", "none"];

/** The word of a status level. */
export function levelWord(level) {
  return { alarm: t("告警"), warn: t("预警"), att: t("关注"), ok: t("正常"), none: t("未判定") }[level];
}

/** The shape of a status level; decorative, its word stands beside it. */
export function glyph(level, size = 14) {
  return svg(
    "svg",
    { class: `g g-${level}`, width: size, height: size, viewBox: "-8 -8 16 16", "aria-hidden": "true" },
    svg("use", { href: `#g-${level}`, x: -8, y: -8, width: 16, height: 16 }),
  );
}

/** Shape and word of a status level; `chip` gives it a soft ground. */
export function status(level, { word = levelWord(level), chip = false } = {}) {
  return el("span", { class: `st st-${level}${chip ? " st--chip" : ""}` }, glyph(level), word);
}

/** A line icon of the page's sprite (`_sprite.html`, ids `i-*`). */
export function icon(name) {
  return svg("svg", { class: "i", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("use", { href: `#i-${name}` }));
}

export function gradeWord(grade) {
  return { 1: t("一般"), 2: t("较重"), 3: t("严重") }[grade] ?? "";
}

/** Grade as one to three ink bars, with its word as name. */
export function grade(value) {
  const bars = [1, 2, 3].map((n) =>
    svg("rect", { class: n <= value ? "on" : "off", x: (n - 1) * 6, y: 12 - n * 4, width: 4, height: n * 4 }),
  );
  const attrs = { class: "grade", width: 17, height: 12, viewBox: "0 0 17 12", role: "img", "aria-label": gradeWord(value) };
  return svg("svg", attrs, bars);
}

/** A neutral outlined tag. */
export const tag = (...text) => el("span", { class: "tag" }, ...text);

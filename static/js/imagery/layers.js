// The ways to look at a scene: a chooser with the legend of what is chosen, docked under its map.
import { clear, el, svg } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { lang, t } from "../lib/i18n.js";

const WIDTH = 160;
let gradients = 0;

/** The address of a scene's tiles: the stored picture, or the layer of that key. */
export function addressOf(scene, key) {
  const layer = (scene.layers ?? []).some((one) => one.key === key);
  return layer ? scene.layer_tiles.replace("{layer}", key) : scene.tiles;
}

function bar(colours) {
  const id = `legend-${(gradients += 1)}`;
  const stops = colours.map((colour, n) => svg("stop", { offset: n / (colours.length - 1), "stop-color": colour }));
  return svg(
    "svg", { width: WIDTH, height: 10, "aria-hidden": "true" },
    svg("defs", {}, svg("linearGradient", { id }, stops)),
    svg("rect", { width: WIDTH, height: 10, fill: `url(#${id})` }),
  );
}

function legend(layer) {
  const { legend: shown } = layer ?? {};
  if (!shown) return null;
  const ends = shown.min === null ? [t("暗（2 %）"), t("亮（98 %）")] : [number(shown.min, 1), number(shown.max, 1)];
  return el("span", { class: "row" }, ends[0], bar(shown.colours), ends[1]);
}

/** Draws the chooser into `node`; `chosen(key)` is told, with "" for the stored picture. */
export class Layers {
  constructor(node, chosen) {
    Object.assign(this, { node, chosen, key: "", layers: [] });
  }

  draw(scene) {
    this.layers = scene.tiles ? (scene.layers ?? []) : [];
    this.node.hidden = this.layers.length === 0;
    if (!this.layers.some((layer) => layer.key === this.key)) this.key = "";
    const option = (key, words) => el("option", { value: key, selected: key === this.key }, words);
    this.select = el(
      "select", { class: "sel", onchange: () => this.choose(this.select.value) },
      option("", t("影像")), this.layers.map((layer) => option(layer.key, layer.name[lang])),
    );
    this.legend = el("span", { class: "row", role: "status" });
    clear(this.node, el("label", { class: "row" }, t("图层"), this.select), this.legend);
    this.explain();
  }

  choose(key) {
    this.key = key;
    this.explain();
    this.chosen(key);
  }

  explain() {
    const layer = this.layers.find((one) => one.key === this.key);
    clear(this.legend, legend(layer), layer && el("span", { class: "dim" }, t("透明处无数据，不判定")));
  }
}

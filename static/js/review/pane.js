// One SVG of the stage: picture layers of the same ground, tiles over them, drawings on top.
import { clear, svg } from "../lib/dom.js";
import { overlay } from "./overlay.js";
import { tilesFor } from "./tiles.js";

let numbers = 0;

/** Draws `picture`; `under` (the baseline) lies over it where the swipe or the blink shows it. */
export class Pane {
  constructor(finding, picture, { under = null, label = "" } = {}) {
    Object.assign(this, { finding, picture, under, asked: 0 });
    this.id = `pane-${(numbers += 1)}`;
    this.over = svg("g", {});
    this.tool = svg("g", { class: "tool" });
    this.after = layer(picture, this.id);
    this.before = under && layer(under, this.id);
    this.clip = svg("rect", { x: 0, y: 0, width: 0, height: 0 });
    this.node = svg("svg", { role: "img", "aria-label": label }, this.defs(), this.after.node, this.cut(), this.over, this.tool);
  }

  defs() {
    const [width, height] = this.picture.side;
    return svg(
      "defs",
      {},
      svg("clipPath", { id: `${this.id}-side` }, svg("rect", { width, height })),
      svg("clipPath", { id: `${this.id}-cut` }, this.clip),
    );
  }

  cut() {
    return this.before && svg("g", { "clip-path": `url(#${this.id}-cut)` }, this.before.node);
  }

  /** Show what `view` says is visible; `share` of the width, from the left, shows the baseline. */
  look(view, show, share) {
    this.view = view;
    const { x, y, width, height } = view;
    this.node.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    this.part(share);
    clear(this.over, overlay(this.finding, this.picture, show, view));
  }

  part(share) {
    const { x, y, width, height } = this.view;
    for (const [name, value] of Object.entries({ x, y, width: Math.max(0, width * share), height })) {
      this.clip.setAttribute(name, value);
    }
  }

  /** Fetch the tiles of what is visible now; an older call's answer is dropped. */
  async sharpen(scenes) {
    const call = (this.asked += 1);
    const pairs = [[this.after, this.picture, scenes.after], [this.before, this.under, scenes.before]];
    for (const [layer_, picture, scene] of pairs.filter(([one]) => one)) {
      const images = await tilesFor(picture, scene, this.view, this.finding.created_at);
      if (call !== this.asked) return;
      clear(layer_.tiles, images);
    }
  }

  /** The picture's pixel under a pointer. */
  at({ clientX, clientY }) {
    const point = new DOMPoint(clientX, clientY).matrixTransform(this.node.getScreenCTM().inverse());
    return [point.x, point.y];
  }
}

function layer({ entry, side: [width, height] }, id) {
  const tiles = svg("g", {});
  const full = (entry.height || height) * (width / (entry.width || width));
  const image = entry.url && svg("image", { href: entry.url, width, height: full, preserveAspectRatio: "none" });
  return { tiles, node: svg("g", {}, svg("g", { "clip-path": `url(#${id}-side)` }, image), tiles) };
}

// The stage: baseline and current picture of the same ground, by swipe, side by side or blinking.
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { drawFurniture } from "./furniture.js";
import { Gestures } from "./gestures.js";
import { Pane } from "./pane.js";
import { pictureOf } from "./picture.js";
import { View } from "./view.js";

const BLINK_MS = 700;
const SHARPEN_MS = 140;

/** Shows one finding's pictures in `box`; the swipe position lives in the range input `range`. */
export class Stage {
  constructor(box, range) {
    Object.assign(this, { box, range, finding: null, mode: "swipe", chosen: null, panes: [] });
    Object.assign(this, { show: { rings: true, outline: true }, view: new View(), timer: 0, soon: 0, blinked: false, tool: null });
    this.gestures = new Gestures(this);
    range.addEventListener("input", () => this.part());
    new ResizeObserver(() => this.finding && this.look()).observe(box);
  }

  /** The baseline's entry, when the current picture is on the stage. */
  get before() {
    const beside = !this.chosen || this.chosen.kind !== "frame";
    return (beside && this.finding?.evidence.find((entry) => entry.kind === "baseline")) || null;
  }

  get after() {
    const entries = this.finding?.evidence ?? [];
    return this.chosen ?? entries.find((entry) => entry.kind === "current") ?? entries.find((entry) => entry.kind !== "baseline") ?? null;
  }

  /** The pane that tools work on: the current picture's. */
  get pane() {
    return this.panes.at(-1) ?? null;
  }

  put(finding) {
    this.finding = finding;
    this.chosen = null;
    this.drop();
    this.draw();
  }

  /** Show one evidence picture on the right side; null: the current one. */
  choose(entry) {
    this.chosen = entry;
    this.drop();
    this.draw();
  }

  set(mode) {
    this.mode = mode;
    clearInterval(this.timer);
    this.blinked = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (mode === "blink" && !still) this.timer = setInterval(() => this.blink(), BLINK_MS);
    this.draw();
  }

  blink() {
    this.blinked = !this.blinked;
    this.part();
    this.furniture();
  }

  toggle(part) {
    this.show[part] = !this.show[part];
    this.look();
    return this.show[part];
  }

  draw() {
    const { before, after, finding } = this;
    if (!after) {
      this.panes = [];
      this.range.hidden = true;
      return clear(this.box, el("p", { class: "stage-none" }, finding.pictures_coming ? t("正在截取证据图…") : t("这条线索没有证据图")));
    }
    const picture = pictureOf(after);
    const under = before && pictureOf({ ...before, width: after.width, height: after.height });
    this.range.hidden = this.mode !== "swipe" || !before;
    const side = this.mode === "side" && before;
    this.panes = side
      ? [new Pane(finding, under, { label: t("基准") }), new Pane(finding, picture, { label: t("本次") })]
      : [new Pane(finding, picture, { under, label: before ? t("左为基准影像，右为本次影像") : t("本次") })];
    const nodes = this.panes.map((pane) => pane.node);
    this.notes = el("div", { class: "stage-notes" });
    clear(this.box, side ? el("div", { class: "stage-side" }, nodes) : nodes, this.notes);
    return this.look();
  }

  /** Bring every pane to the present view. */
  look() {
    if (!this.pane) return;
    const { width, height } = this.box.getBoundingClientRect();
    const box = { width: (width - (this.panes.length - 1) * 2) / this.panes.length, height };
    const share = this.share;
    for (const pane of this.panes) pane.look(this.view.of(pane.picture, box), this.show, share);
    this.furniture();
    this.tool?.draw();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.sharpen(), SHARPEN_MS);
  }

  // How much of the width shows the baseline, from the left.
  get share() {
    if (this.mode === "blink") return this.blinked ? 1 : 0;
    return this.mode === "swipe" ? Number(this.range.value) / 100 : 0;
  }

  part() {
    for (const pane of this.panes) pane.part(this.share);
    this.furniture();
  }

  furniture() {
    if (this.pane) drawFurniture(this.notes, this);
  }

  sharpen() {
    const { finding } = this;
    const ids = { after: finding.scene?.id, before: finding.reference?.id };
    const side = this.panes.length > 1;
    this.panes.forEach((pane, at) => pane.sharpen(side && at === 0 ? { after: ids.before } : ids));
  }

  zoom(factor, at) {
    if (!this.pane) return;
    this.view.by(factor, this.pane.picture, at);
    this.look();
  }

  pan(delta) {
    this.view.pan(this.pane.picture, delta);
    this.look();
  }

  whole() {
    this.view.whole();
    this.look();
  }

  onto() {
    if (this.pane) this.view.onto(this.pane.picture);
    this.look();
  }

  /** Move the swipe by some percent. */
  nudge(step) {
    this.range.value = String(Number(this.range.value) + step);
    this.part();
  }

  /** Give pointer and keys to a tool until it ends. */
  take(tool) {
    this.drop();
    this.tool = tool;
    this.box.classList.toggle("has-tool", Boolean(tool));
    tool?.begin(this);
  }

  drop() {
    this.tool?.end();
    this.tool = null;
    this.box.classList.remove("has-tool");
  }
}

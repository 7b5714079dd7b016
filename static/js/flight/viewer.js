// The viewer: one frame at full resolution, its facts beside it; the zoom stays from frame to frame.
import { clear, el, icon } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { photoFacts } from "./facts.js";
import { PhotoPane } from "./photopane.js";

/** Wraps the dialog `box`; `moved(id)` is told which frame is shown. */
export class Viewer {
  constructor(box, moved) {
    Object.assign(this, { box, moved, frames: [], at: 0, pane: null });
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("close", () => this.shut());
  }

  /** Open on a frame of `frames`, which are walked in this order. */
  open(frames, photoId, flight) {
    Object.assign(this, { frames, flight, at: Math.max(frames.findIndex((photo) => photo.id === photoId), 0) });
    this.stage = el("div", { class: "view-stage" });
    this.title = el("h2", { class: "grow mono" });
    this.count = el("span", { class: "mid nowrap", role: "status" });
    this.note = el("p", { class: "view-note", role: "status" });
    this.facts = el("div", { class: "view-facts" });
    const button = (name, key, act, sign) => el("button", { type: "button", class: "btn btn--quiet", onclick: act, "aria-label": name, title: name }, sign, el("kbd", {}, key));
    const head = el(
      "header", { class: "row" },
      this.title, this.count,
      button(t("上一张"), "←", () => this.step(-1), t("上一张")), button(t("下一张"), "→", () => this.step(1), t("下一张")),
      button(t("看全图"), "0", () => this.pane.fit(), t("全图")), button(t("原始像素"), "1", () => this.pane.map.setZoom(0), "1:1"),
      el("button", { type: "button", class: "btn btn--quiet btn--icon", onclick: () => this.box.close(), "aria-label": t("关闭") }, icon("close")),
    );
    clear(this.box, head, el("div", { class: "view-body" }, el("div", { class: "view-mid" }, this.stage, this.note), this.facts));
    this.box.showModal();
    this.pane = new PhotoPane(this.stage, null, { ready: (size) => this.ready(size), failed: () => this.say(t("原图暂时取不到")) });
    this.show(null);
    this.stage.focus();
  }

  step(by) {
    const next = this.at + by;
    if (next < 0 || next >= this.frames.length) return this.say(by > 0 ? t("已是最后一张") : t("已是第一张"));
    const view = this.pane.view();
    this.at = next;
    return this.show(view);
  }

  show(view) {
    const photo = this.frames[this.at];
    this.title.textContent = photo.filename;
    this.count.textContent = `${this.at + 1} / ${this.frames.length}`;
    clear(this.facts, photoFacts(photo, this.flight));
    this.say(photo.url ? t("正在取原图") : t("这张没有原图，只有缩略图"));
    this.pane.show(photo, view);
    this.moved(photo.id);
  }

  ready({ width, height }) {
    this.say("");
    const next = this.frames[this.at + 1];
    if (next?.url) new Image().src = next.url;
    this.stage.querySelector("img")?.setAttribute("data-size", `${width}x${height}`);
  }

  say(words) {
    this.note.textContent = words;
    this.note.hidden = !words;
  }

  key(event) {
    const keys = {
      ArrowRight: () => this.step(1), j: () => this.step(1), ArrowLeft: () => this.step(-1), k: () => this.step(-1),
      0: () => this.pane.fit(), 1: () => this.pane.map.setZoom(0), "+": () => this.pane.map.zoomIn(), "=": () => this.pane.map.zoomIn(), "-": () => this.pane.map.zoomOut(),
    };
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  shut() {
    this.pane?.remove();
    this.pane = null;
    clear(this.box);
  }
}

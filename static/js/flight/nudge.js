// Moving the mosaic by hand: arrow keys or dragging, saved as metres, taken back with one press.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { shift } from "./model.js";

const STEP_M = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The tool in `box` over the map; `saved(nudge)` is told after the server has taken it. */
export class Nudge {
  constructor(box, flightMap, saved) {
    Object.assign(this, { box, picture: flightMap.picture, map: flightMap.map, saved, on: false, before: null, from: null });
    box.addEventListener("keydown", (event) => this.key(event));
    const pane = this.map.getContainer();
    pane.addEventListener("pointerdown", (event) => this.grab(event), true);
    pane.addEventListener("pointermove", (event) => this.drag(event), true);
    globalThis.addEventListener("pointerup", () => { this.from = null; });
  }

  /** Begin to move the picture, from where it lies or already at `move`. */
  open(move = null) {
    if (!this.picture.scene) return;
    this.on = this.picture.held = true;
    this.start = { ...this.picture.nudge };
    this.map.dragging.disable();
    this.map.getContainer().classList.add("is-moving");
    this.draw();
    if (move) this.to(move.east_m, move.north_m);
    this.box.querySelector("[data-pad]").focus();
  }

  close(words = "") {
    this.on = this.picture.held = false;
    this.map.dragging.enable();
    this.map.getContainer().classList.remove("is-moving");
    if (words) this.draw(words);
    else this.box.hidden = true;
  }

  key(event) {
    if (!this.on) return;
    const arrow = ARROWS[event.key];
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter" && event.target.matches("[data-pad]")) this.save();
    else if (arrow) this.by(arrow[0] * this.step(event), arrow[1] * this.step(event));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step({ shiftKey, altKey }) {
    return shiftKey ? 10 * STEP_M : altKey ? STEP_M / 10 : STEP_M;
  }

  grab(event) {
    if (!this.on || event.target.closest(".leaflet-control")) return;
    this.from = { x: event.clientX, y: event.clientY, ...this.picture.nudge };
    event.stopPropagation();
    event.preventDefault();
  }

  drag(event) {
    if (!this.on || !this.from) return;
    const { perMetre } = shift(this.from, this.map.getCenter().lat, this.map.getZoom());
    this.to(this.from.east_m + (event.clientX - this.from.x) / perMetre, this.from.north_m - (event.clientY - this.from.y) / perMetre);
  }

  by(east, north) {
    const { east_m: x, north_m: y } = this.picture.nudge;
    this.to(x + east, y + north);
  }

  to(east, north) {
    this.picture.move({ east_m: Math.round(east * 100) / 100, north_m: Math.round(north * 100) / 100 });
    this.box.querySelector("output").textContent = where(this.picture.nudge);
  }

  cancel() {
    this.picture.move(this.start);
    this.close();
  }

  async save(target = this.picture.nudge, words = t("已保存。影像没有重新处理；检测按新位置再看一遍。")) {
    const { scene } = this.picture;
    const before = this.start;
    try {
      const { east_m: east, north_m: north } = target;
      const answer = await post(`scenes/${scene.id}/nudge`, { east_m: east, north_m: north, version: scene.version });
      this.before = before;
      this.saved(answer);
      this.close(words);
    } catch (error) {
      this.box.querySelector("[role=alert]")?.remove();
      this.box.append(el("p", { role: "alert", class: "up-why" }, error.message));
    }
  }

  undo() {
    const back = this.before;
    this.start = { ...this.picture.nudge };
    this.picture.move(back);
    this.save(back, t("已撤销。"));
  }

  draw(words = "") {
    this.box.hidden = false;
    const button = (name, act, main = false) => el("button", { type: "button", class: `btn btn--small${main ? " btn--main" : ""}`, onclick: act }, name);
    if (words) {
      return clear(this.box, el("span", { role: "status" }, words), " ", el("span", { class: "mid" }, where(this.picture.nudge)), button(t("撤销"), () => this.undo()), button(t("关闭"), () => this.close()));
    }
    const pad = el("button", { type: "button", class: "btn btn--small", "data-pad": "", "aria-label": t("平移正射：方向键移动 0.1 m，加 Shift 移动 1 m，回车保存") }, t("方向键"));
    return clear(
      this.box,
      el("b", {}, t("平移正射")), pad,
      el("output", { class: "mono", "aria-live": "polite" }, where(this.picture.nudge)),
      el("span", { class: "grow" }),
      button(t("归零"), () => this.to(0, 0)), button(t("取消"), () => this.cancel()), button(t("保存"), () => this.save(), true),
      el("p", { class: "small dim" }, t("方向键每步 0.1 m，Shift 1 m，Alt 1 cm；或直接拖动。影像不重新处理。")),
    );
  }
}

function where({ east_m: east, north_m: north }) {
  return t("东 {east} m，北 {north} m", { east: number(east, 2), north: number(north, 2) });
}

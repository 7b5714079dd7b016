// Collecting points on the stage, by pointer or by keys, for drawing and measuring.
import { clear, svg } from "../lib/dom.js";
import { cased } from "./overlay.js";

const STEP_PX = 4;

/** A line or ring that grows; `most` points end it, `told` hears every change, `done` the end. */
export class PointTool {
  constructor({ ring = false, least = 2, most = Infinity, told = () => {}, done = () => {}, guide = null }) {
    Object.assign(this, { ring, least, most, told, done, guide, points: [], pointer: null });
  }

  begin(stage) {
    this.stage = stage;
    this.pane = stage.pane;
    this.draw();
    this.told(this);
  }

  end() {
    if (this.pane) clear(this.pane.tool);
  }

  get picture() {
    return this.pane.picture;
  }

  /** The points with the one under the pointer. */
  get shown() {
    return this.pointer ? [...this.points, this.pointer] : this.points;
  }

  press(point) {
    this.points.push(point);
    this.pointer = null;
    this.told(this);
    if (this.points.length >= this.most) this.finish();
    else this.draw();
  }

  hover(point) {
    this.pointer = point;
    this.told(this);
    this.draw();
  }

  back() {
    this.points.pop();
    this.told(this);
    this.draw();
  }

  /** End with what is there, if that is enough. */
  finish() {
    const points = withoutRepeats(this.points, this.pane.view.k);
    if (points.length < this.least) return false;
    this.points = points;
    this.pointer = null;
    this.draw();
    this.done(points, this);
    return true;
  }

  /** Keys while the tool is on: arrows move the cross, space sets a point, Enter ends. */
  key(event) {
    const step = STEP_PX * (event.shiftKey ? 8 : 1) * this.pane.view.k;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) this.hover(plus(this.pointer ?? this.points.at(-1) ?? this.middle(), moves[event.key]));
    else if (event.key === " ") this.press(this.pointer ?? this.middle());
    else if (event.key === "Enter") this.finish();
    else if (event.key === "Backspace") this.back();
    else return false;
    return true;
  }

  middle() {
    const { x, y, width, height } = this.pane.view;
    return [x + width / 2, y + height / 2];
  }

  draw() {
    const { k } = this.pane.view;
    const path = this.shown.map((p) => p.join(" ")).join("L");
    const closed = this.ring && this.shown.length > 2 ? "Z" : "";
    const line = path && this.shown.length > 1 ? cased("path", { d: `M${path}${closed}` }, { width: 2 }) : [];
    const dots = this.points.map(([x, y]) => svg("circle", { class: "tool-dot", cx: x, cy: y, r: 4 * k }));
    clear(this.pane.tool, this.guide?.(this) ?? [], line, dots, this.pointer ? cross(this.pointer, k) : []);
  }
}

function cross([x, y], k) {
  const arm = 8 * k;
  return cased("path", { d: `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}` }, { width: 1 });
}

const plus = ([x, y], [dx, dy]) => [x + dx, y + dy];

// A double click presses twice at one place.
function withoutRepeats(points, k) {
  return points.filter(([x, y], at) => at === 0 || Math.hypot(x - points[at - 1][0], y - points[at - 1][1]) > 2 * k);
}

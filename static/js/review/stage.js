// The stage: baseline and current picture of the same ground, by swipe, side by side or blinking.
import { clear, el, svg } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { overlay } from "./overlay.js";

const BLINK_MS = 700;

/** Shows one finding's crops in `box`; the swipe position lives in the range input `range`. */
export class Stage {
  constructor(box, range) {
    Object.assign(this, { box, range, finding: null, mode: "swipe", right: "current" });
    Object.assign(this, { show: { rings: true, outline: true }, timer: 0, blinked: false });
    range.addEventListener("input", () => this.move());
    box.addEventListener("pointerdown", (event) => this.drag(event));
    box.addEventListener("pointermove", (event) => event.buttons && this.drag(event));
    new ResizeObserver(() => this.finding && this.draw()).observe(box);
  }

  get before() {
    return this.finding?.evidence.find((crop) => crop.kind === "baseline") ?? null;
  }

  get after() {
    const crops = this.finding?.evidence ?? [];
    return crops.find((crop) => crop.kind === this.right) ?? crops.find((crop) => crop.kind !== "baseline") ?? null;
  }

  put(finding) {
    this.finding = finding;
    this.right = "current";
    this.draw();
  }

  set(mode) {
    this.mode = mode;
    clearInterval(this.timer);
    this.blinked = false;
    if (mode === "blink") this.beginBlink();
    this.draw();
  }

  beginBlink() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.timer = setInterval(() => this.blink(), BLINK_MS);
  }

  blink() {
    this.blinked = !this.blinked;
    this.draw();
  }

  toggle(part) {
    this.show[part] = !this.show[part];
    this.draw();
    return this.show[part];
  }

  draw() {
    const { before, after, mode } = this;
    this.range.hidden = mode !== "swipe" || !before;
    if (!after) return clear(this.box, el("p", { class: "stage-none" }, t("这条线索没有证据图")));
    if (!before) return clear(this.box, this.picture([after]), el("p", { class: "stage-none" }, t("没有基准影像，只看本次")));
    if (mode === "side") return clear(this.box, el("div", { class: "stage-side" }, this.picture([before]), this.picture([after])));
    if (mode === "blink") return clear(this.box, this.picture([this.blinked ? before : after], this.blinked ? t("基准") : t("本次")));
    clear(this.box, this.swipe(before, after));
    return this.move();
  }

  picture([crop], label = "") {
    const frame = this.frame(crop, label || crop.taken_at || "");
    frame.append(image(crop), ...overlay(this.finding, crop, this.show, this.pixel(crop)));
    if (label) frame.append(svg("text", { class: "ov-t ov-t--big", x: 14, y: 28 }, label));
    return frame;
  }

  swipe(before, after) {
    const frame = this.frame(after, t("左为基准影像，右为本次影像"));
    this.clip = svg("rect", { x: 0, y: 0, width: 0, height: after.height });
    this.handle = handle(after, this.pixel(after));
    frame.append(
      svg("defs", {}, svg("clipPath", { id: "swipe-clip" }, this.clip)),
      image(after),
      svg("g", { "clip-path": "url(#swipe-clip)" }, image({ ...before, width: after.width, height: after.height })),
      ...overlay(this.finding, after, this.show, this.pixel(after)),
      this.handle,
    );
    this.svg = frame;
    return frame;
  }

  frame({ width, height }, label) {
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMid meet", role: "img", "aria-label": label });
  }

  // Crop pixels a screen pixel: lettering keeps its size whatever the stage's.
  pixel({ width, height }) {
    const columns = this.mode === "side" && this.before ? 2 : 1;
    return Math.max(width / (this.box.clientWidth / columns || width), height / (this.box.clientHeight || height));
  }

  move() {
    if (!this.clip || !this.after) return;
    const x = (Number(this.range.value) / 100) * this.after.width;
    this.clip.setAttribute("width", x);
    this.handle.setAttribute("transform", `translate(${x} 0)`);
  }

  /** Move the swipe by some percent. */
  nudge(step) {
    this.range.value = String(Number(this.range.value) + step);
    this.move();
  }

  drag(event) {
    if (this.mode !== "swipe" || !this.before || !this.svg?.isConnected) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    this.range.value = String((at.x / this.after.width) * 100);
    this.move();
  }
}

function image({ url, width, height }) {
  return svg("image", { href: url, x: 0, y: 0, width, height, preserveAspectRatio: "none" });
}

function handle({ height }, k) {
  const y = Math.round(height * 0.8);
  const line = `M0 0V${y - 24 * k}M0 ${y + 24 * k}V${height}`;
  return svg(
    "g",
    { class: "swipe-handle" },
    svg("path", { d: line, class: "sw-c" }),
    svg("path", { d: line, class: "sw-w" }),
    svg("g", { transform: `translate(0 ${y}) scale(${k})` },
      svg("circle", { r: 19, class: "sw-knob" }),
      svg("path", { d: "M-4-6-10 0l6 6M4-6 10 0 4 6", class: "sw-arrows" })),
  );
}

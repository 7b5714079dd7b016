// Height and speed over time as lines; the slider under them picks the frame nearest in time.
import { clear, el, svg } from "../lib/dom.js";
import { clock, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { course, inOrder, secondOf } from "./model.js";

const WIDTH = 1000;
const HEIGHT = 76;
const TOP = 6;

/** The strip in `box`; `onTime(point, photo)` is told where the slider stands. */
export class Profile {
  constructor(box, onTime) {
    Object.assign(this, { box, onTime, course: null, frames: [] });
  }

  draw(flight) {
    this.course = course(flight);
    const { points, source } = this.course;
    this.box.hidden = points.length < 2;
    if (this.box.hidden) return;
    this.start = points[0].t_s;
    this.length = Math.max(points.at(-1).t_s - this.start, 1);
    this.frames = inOrder(flight.photos)
      .map((photo) => ({ photo, at: secondOf(photo, this.course, flight.clock_offset) }))
      .filter(({ at }) => at !== null);
    const limit = flight.record?.permitted_height_m ?? null;
    this.slider = el("input", {
      type: "range", min: "0", max: String(Math.ceil(this.length)), step: "1", value: "0", class: "time",
      "aria-label": t("飞行时间，移动滑块看这一刻的照片"), oninput: () => this.move(),
    });
    this.said = el("output", { class: "mid small" });
    const note = source === "log" ? "" : t("没有航迹日志：按照片时间与记录高度绘出，没有速度");
    clear(this.box, this.legend(note, limit), el("div", { class: "chart" }, this.chart(points, limit), this.slider));
    this.describe(points[0], null);
  }

  legend(note, limit) {
    const sample = (name) => svg("svg", { width: 18, height: 8, viewBox: "0 0 18 8", "aria-hidden": "true" }, svg("path", { class: name, d: "M0 4H18" }));
    const heights = this.values("height_m");
    const speeds = this.values("speed_m_s");
    const [low, high] = [number(Math.min(...heights)), number(Math.max(...heights))];
    const height = !heights.length ? t("没有高度") : low === high ? t("离地高 {high} m", { high }) : t("离地高 {low}–{high} m", { low, high });
    return el(
      "div", { class: "row row--wrap small" },
      el("span", { class: "row" }, heights.length ? sample("ln-height") : null, height),
      speeds.length ? el("span", { class: "row" }, sample("ln-speed"), t("速度最高 {v} m/s", { v: number(Math.max(...speeds), 1) })) : null,
      limit ? el("span", { class: "row" }, sample("bar-limit"), t("允许 {m} m", { m: number(limit) })) : null,
      note ? el("span", { class: "dim" }, note) : null,
      el("span", { class: "grow" }), this.said,
    );
  }

  chart(points, limit) {
    const heights = this.values("height_m");
    const speeds = this.values("speed_m_s");
    const top = Math.max(10, limit ?? 0, ...heights) * 1.05;
    const fast = Math.max(5, ...speeds) * 1.05;
    const y = (value, most) => HEIGHT - (Math.max(value, 0) / most) * (HEIGHT - TOP);
    this.cursor = svg("line", { class: "ln-now", x1: 0, x2: 0, y1: 0, y2: HEIGHT });
    const ticks = this.frames.map(({ at }) => svg("path", { class: "ln-shot", d: `M${this.x(at)} ${HEIGHT}v-5` }));
    return svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, height: HEIGHT, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("path", { class: "ln-ground", d: `M0 ${HEIGHT - 0.5}H${WIDTH}` }),
      limit ? svg("path", { class: "bar-limit", d: `M0 ${y(limit, top)}H${WIDTH}` }) : null,
      svg("path", { class: "ln-speed", d: this.line(points, "speed_m_s", (v) => y(v, fast)) }),
      svg("path", { class: "ln-height", d: this.line(points, "height_m", (v) => y(v, top)) }),
      ticks, this.cursor,
    );
  }

  values(name) {
    return this.course.points.map((point) => point[name]).filter(Number.isFinite);
  }

  line(points, name, y) {
    let pen = "M";
    return points.map((point) => {
      if (!Number.isFinite(point[name])) {
        pen = "M";
        return "";
      }
      const part = `${pen}${this.x(point.t_s)} ${y(point[name]).toFixed(1)}`;
      pen = "L";
      return part;
    }).join("");
  }

  x(second) {
    return (((second - this.start) / this.length) * WIDTH).toFixed(1);
  }

  move() {
    const second = this.start + Number(this.slider.value);
    const point = nearest(this.course.points, (one) => one.t_s, second);
    const frame = nearest(this.frames, (one) => one.at, second)?.photo ?? null;
    this.stand(second);
    this.describe(point, frame);
    this.onTime(point, frame);
  }

  /** Put the slider at a frame chosen elsewhere. */
  show(photoId) {
    const frame = this.frames.find(({ photo }) => photo.id === photoId);
    if (!frame || this.box.hidden) return null;
    this.slider.value = String(Math.round(frame.at - this.start));
    this.stand(frame.at);
    const point = nearest(this.course.points, (one) => one.t_s, frame.at);
    this.describe(point, frame.photo);
    return point;
  }

  stand(second) {
    const x = this.x(second);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
  }

  describe(point, photo) {
    const { zero } = this.course;
    const at = zero ? clock(new Date(new Date(zero).getTime() + point.t_s * 1000)) : "";
    const words = [
      at, Number.isFinite(point.height_m) ? `${number(point.height_m)} m` : "",
      Number.isFinite(point.speed_m_s) ? `${number(point.speed_m_s, 1)} m/s` : "", photo?.filename ?? "",
    ];
    const text = words.filter(Boolean).join(" · ");
    this.said.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
  }
}

function nearest(list, keyOf, wanted) {
  let best = null;
  for (const one of list) if (best === null || Math.abs(keyOf(one) - wanted) < Math.abs(keyOf(best) - wanted)) best = one;
  return best;
}

// The six stages of a flight, each with its count and time from the job rows, never a timer.
import { $, clear, el, svg } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { actions } from "../imagery/jobsteps.js";
import { lasted, stageName } from "./words.js";

/** Draw the stages into `list` and the running one's figure into `percent`. */
export function drawStages(list, percent, stages, again) {
  const running = stages.find((stage) => stage.state === "running");
  percent.textContent = running ? `${stageName(running.key)} ${running.percent}%` : "";
  clear(list, stages.map((stage) => step(stage, again)));
}

/** What changed, said to a screen reader once a stage begins or ends. */
export function stageNews(before, after) {
  const old = new Map(before.map((stage) => [stage.key, stage.state]));
  const words = { running: t("开始"), done: t("完成"), failed: t("失败"), cancelled: t("已取消") };
  return after
    .filter((stage) => old.get(stage.key) !== stage.state && words[stage.state])
    .map((stage) => `${stageName(stage.key)} ${words[stage.state]}`)
    .join(t("，"));
}

function step(stage, again) {
  const { state, job, error } = stage;
  const running = state === "running";
  const counted = counts(stage);
  const note = error ? el("small", { class: "up-why" }, error.text) : null;
  const work = running ? el("small", {}, el("progress", { class: "bar-p", max: "100", value: String(stage.percent), "aria-label": stageName(stage.key) })) : null;
  return el(
    "li",
    { "aria-current": running ? "step" : null, class: `is-${state}` },
    ring(stage),
    el("span", { class: running ? "strong" : state === "none" ? "dim" : "mid" }, stageName(stage.key), el("span", { class: "vh" }, ` ${stateWord(state)}`)),
    el("span", { class: "small mid nowrap" }, lasted(stage.seconds)),
    counted ? el("small", {}, counted) : null,
    note,
    work,
    job ? actions(job, again) : null,
    stage.key === "review" && stage.state === "waiting" ? el("small", {}, el("a", { href: `/review?flight=${$("#main").dataset.flight}` }, t("去研判"))) : null,
  );
}

function stateWord(state) {
  return {
    none: t("未开始"), waiting: t("等待"), running: t("处理中"), done: t("完成"), failed: t("失败"), cancelled: t("已取消"),
  }[state];
}

// One sentence a stage: what went in and what came out, as far as it is known.
function counts({ key, state, counts: n, stage_text: text }) {
  if (state === "running" && text) return text;
  if (key !== "review" && (state === "none" || state === "waiting")) return state === "waiting" ? stateWord(state) : "";
  const facts = Object.fromEntries(Object.entries(n).map(([name, value]) => [name, number(value)]));
  const words = {
    receive: () => t("{files} 个文件", facts),
    check: () => [t("{photos} 张照片采用", facts), n.logs && t("{logs} 份日志", facts), t("{refused} 个退回", facts)],
    place: () => [t("{placed} 张落图", facts), n.ties && t("其中 {ties} 张经匹配", facts), n.hand && t("{hand} 张人工", facts), n.unplaced && t("{unplaced} 张未定位", facts), n.duplicates && t("{duplicates} 张重复", facts)],
    mosaic: () => [t("{used} / {frames} 张拼入", facts), n.left_out && t("{left_out} 张未拼入", facts)],
    detect: () => [t("{scenes} 幅影像", facts), state === "done" ? "findings" in n && t("{findings} 条线索", facts) : t("没有做完，不等于没有问题")],
    review: () => reviewed(state, n, facts),
  };
  return [words[key]()].flat().filter(Boolean).join(t("，"));
}

function reviewed(state, n, facts) {
  if (!("pending" in n) || state === "none") return "";
  if (n.pending + n.decided === 0) return t("没有线索；没有线索不等于没有问题");
  return [n.pending && t("{pending} 条待研判", facts), n.decided && t("{decided} 条已判", facts)];
}

function ring({ state, percent }) {
  const marks = {
    done: svg("path", { class: "tick", d: "m4.8 8.2 2.2 2.3 4.2-4.8" }),
    failed: svg("path", { class: "tick", d: "m5.5 5.5 5 5M10.5 5.5l-5 5" }),
    cancelled: svg("path", { class: "tick", d: "M4.5 8h7" }),
    running: svg("path", { class: "stop-a", stroke: "none", d: pie(percent) }),
  };
  const dashes = state === "waiting" ? "2.6 2" : null;
  return svg(
    "svg",
    { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("circle", { cx: 8, cy: 8, r: 6.5, class: "cl-edge", "stroke-dasharray": dashes }),
    marks[state] ?? null,
  );
}

function pie(percent) {
  const angle = (Math.min(Math.max(percent, 2), 99.9) / 100) * 2 * Math.PI;
  const [x, y] = [8 + 6.5 * Math.sin(angle), 8 - 6.5 * Math.cos(angle)];
  return `M8 8V1.5A6.5 6.5 0 ${angle > Math.PI ? 1 : 0} 1 ${x.toFixed(2)} ${y.toFixed(2)}Z`;
}

// The jobs of one scene or flight as steps: a ring that fills with the job row's own percent.
import { post } from "../lib/api.js";
import { clear, el, svg } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { ended } from "../lib/stream.js";
import { jobState } from "./joblines.js";
import { duration } from "./words.js";

/** Draw jobs oldest first; `percent` shows the running one's figure. */
export function drawJobs(list, percent, jobs) {
  const running = jobs.find((job) => job.state === "running");
  if (percent) percent.textContent = running ? `${running.percent}%` : "";
  const shown = [...jobs].sort((a, b) => a.id - b.id).slice(-6);
  clear(list, shown.length ? shown.map(step) : el("li", { class: "dim" }, t("还没有任务")));
}

function step(job) {
  const running = job.state === "running";
  const note = job.error?.text ?? (running ? `${job.stage_text} · ${job.percent}%` : jobState(job.state));
  const tries = job.attempts > 1 ? t("第 {n} 次尝试", { n: job.attempts }) : "";
  return el(
    "li",
    { "aria-current": running ? "step" : null },
    ring(job),
    el("span", { class: running ? "strong" : "mid" }, job.title),
    el("span", { class: "small mid" }, duration(job)),
    el("small", { class: job.error ? "up-why" : "" }, note, tries && ` · ${tries}`),
    running ? el("small", {}, el("progress", { class: "bar-p", max: "100", value: String(job.percent) })) : null,
    actions(job),
  );
}

/** The buttons a job offers this person. */
export function actions(job, done = () => {}) {
  const words = { cancel: t("取消"), retry: t("重试") };
  const buttons = (job.actions ?? []).map((action) => el("button", {
    type: "button",
    class: "btn btn--quiet btn--small",
    onclick: (event) => act(job, action, event.target, done),
  }, words[action] ?? action));
  return buttons.length ? el("small", { class: "row" }, buttons) : null;
}

async function act(job, action, button, done) {
  button.disabled = true;
  try {
    await post(`jobs/${job.id}/${action}`);
    button.textContent = action === "cancel" ? t("正在取消") : t("已重新排队");
    done();
  } catch (error) {
    button.replaceWith(el("span", { role: "alert" }, error.message));
  }
}

function ring(job) {
  const circle = svg("circle", { cx: 8, cy: 8, r: 6.5, class: "cl-edge" });
  const marks = {
    done: svg("path", { class: "tick", d: "m4.8 8.2 2.2 2.3 4.2-4.8" }),
    failed: svg("path", { class: "tick", d: "m5.5 5.5 5 5M10.5 5.5l-5 5" }),
    cancelled: svg("path", { class: "tick", d: "M4.5 8h7" }),
    running: svg("path", { class: "stop-a", stroke: "none", d: pie(job.percent) }),
  };
  return svg("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, circle, ended(job) || job.state === "running" ? marks[job.state] : null);
}

function pie(percent) {
  const angle = (Math.min(Math.max(percent, 2), 99.9) / 100) * 2 * Math.PI;
  const [x, y] = [8 + 6.5 * Math.sin(angle), 8 - 6.5 * Math.cos(angle)];
  return `M8 8V1.5A6.5 6.5 0 ${angle > Math.PI ? 1 : 0} 1 ${x.toFixed(2)} ${y.toFixed(2)}Z`;
}

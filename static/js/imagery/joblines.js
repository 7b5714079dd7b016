// One job as words and a bar; the figure is the job row's own, not a timer.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/** The word of a job state. */
export function jobState(state) {
  const words = {
    queued: t("排队"), running: t("处理中"), done: t("完成"), failed: t("失败"), cancelled: t("已取消"),
  };
  return words[state] ?? state;
}

/** Whether the job has ended. */
export function hasEnded(job) {
  return ["done", "failed", "cancelled"].includes(job.state);
}

/** A paragraph with bar: state, stage, percent, and the reason when it failed. */
export function jobLine(job) {
  const stage = job.state === "running" && job.stage ? job.stage_text : "";
  const text = [jobState(job.state), stage].filter(Boolean).join("：");
  return el(
    "div",
    { class: "jobline" },
    el("progress", { class: "bar-p", max: "100", value: String(job.state === "done" ? 100 : job.percent) }),
    el("span", { class: "small mid grow" }, text),
    el("span", { class: "small mid" }, job.state === "running" ? `${job.percent}%` : ""),
    job.error ? el("p", { class: "up-why" }, el("b", {}, job.error.text)) : null,
  );
}

// Long work as a table, kept current by the stream: state, stage, reason, cancel and retry.
import { get } from "../lib/api.js";
import { $, $$, clear, el, icon } from "../lib/dom.js";
import { recent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { ended, watchJobs } from "../lib/stream.js";
import { jobLine, jobState } from "../imagery/joblines.js";
import { actions } from "../imagery/jobsteps.js";
import { duration } from "../imagery/words.js";

const jobs = new Map();
const rows = new Map();
let shown = "all";

async function load() {
  try {
    const { items } = await get("jobs");
    items.forEach((job) => jobs.set(job.id, job));
    draw();
  } catch (error) {
    const retry = el("button", { class: "btn", type: "button", onclick: load }, t("现在重试"));
    state("link", t("任务暂时取不到"), error.message, retry);
  }
}

function fits(job) {
  if (shown === "failed") return job.state === "failed";
  return shown === "all" || !ended(job);
}

function draw() {
  const list = [...jobs.values()].filter(fits).sort((a, b) => ended(a) - ended(b) || b.id - a.id);
  rows.clear();
  clear($("#jobs tbody"), list.map((job) => rowOf(job)));
  $("#count").textContent = t("{n} 个", { n: list.length });
  $("#jobs").hidden = !list.length;
  clear($("#state"));
  if (!list.length) state("check", t("没有任务"), t("上传影像或更正波段后，处理任务会出现在这里。"), el("a", { class: "btn", href: "/imagery" }, t("去影像页")));
}

function rowOf(job) {
  const row = el("tr", {}, cells(job));
  rows.set(job.id, row);
  return row;
}

function cells(job) {
  const running = job.state === "running";
  return [
    el("td", {}, running ? jobLine(job) : el("span", { class: `tag tag--${job.state}` }, job.cancel_requested && !ended(job) ? t("正在取消") : jobState(job.state))),
    el("td", { class: "cell-why" }, el("b", {}, job.title), job.error ? el("p", { class: "up-why" }, job.error.text) : null),
    el("td", {}, subject(job)),
    el("td", { class: "no-phone num" }, String(job.attempts)),
    el("td", { class: "no-phone" }, recent(job.created_at, new Date())),
    el("td", { class: "no-phone" }, duration(job)),
    el("td", {}, actions(job, load)),
  ];
}

function subject({ subject_kind: kind, subject_id: id }) {
  const places = { scene: [`/imagery/scenes/${id}`, t("影像 {id}", { id })], flight: [`/imagery/flights/${id}`, t("飞行 {id}", { id })], finding: [`/review?finding=${id}`, t("线索 {id}", { id })] };
  const [href, word] = places[kind] ?? [null, `${kind} ${id}`];
  return href ? el("a", { href }, word) : word;
}

function onJob(job) {
  const before = jobs.get(job.id);
  jobs.set(job.id, job);
  const row = rows.get(job.id);
  if (!row || !before || ended(before) !== ended(job)) draw();
  else clear(row, cells(job));
}

function state(name, title, text, ...buttons) {
  $("#jobs").hidden = true;
  clear($("#state"), el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text), el("div", { class: "row" }, buttons)));
}

for (const button of $$("[data-show]")) {
  button.addEventListener("click", () => {
    shown = button.dataset.show;
    for (const other of $$("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    draw();
  });
}
await load();
watchJobs([], onJob);

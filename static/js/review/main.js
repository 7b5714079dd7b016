// Review: a queue of leads, one on the stage, a decision with one key, ten seconds to take it back.
import { get, post, query } from "../lib/api.js";
import { $, $$, clear } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { drawBar, sayDone, sayProblem } from "./bar.js";
import { mergeForm, rejectForm, Verdict } from "./decide.js";
import { empty, failure } from "./empty.js";
import { facts } from "./facts.js";
import { bindKeys } from "./keys.js";
import { openIssues, rightsOf } from "./may.js";
import { drawQueue, neighbour } from "./queue.js";
import { Stage } from "./stage.js";
import { drawHead, drawSides, drawStrip } from "./stagehead.js";
import { Undo } from "./undo.js";
import { decidedText, undecided } from "./words.js";

const page = $("#main");
const stage = new Stage($("#stage"), $("#swipe"));
const verdict = new Verdict($("#verdict"), $("#note"));
const undo = new Undo();
const wanted = new URLSearchParams(location.search);
const view = { findings: [], id: null, sort: wanted.get("sort") ?? "confidence", rights: {}, busy: false, done: 0 };

const current = () => view.findings.find((finding) => finding.id === view.id);

async function load() {
  try {
    const answer = await get(query("findings", { state: "pending", station: wanted.get("station"), sort: view.sort }));
    const kept = view.findings.filter((finding) => finding.state !== "pending");
    const fresh = answer.items.filter((finding) => !kept.some((old) => old.id === finding.id));
    view.findings = [...fresh, ...kept];
    view.unseen = answer.unseen_stations;
    await openAsked();
    page.classList.remove("is-loading");
    redraw();
  } catch (error) {
    failure(page, error, load);
  }
}

// A link may point at a finding that is no longer waiting: it is shown with its decision.
async function openAsked() {
  const asked = Number(wanted.get("finding")) || null;
  if (asked && !view.id && !view.findings.some((finding) => finding.id === asked)) {
    const finding = await get(`findings/${asked}`).catch(() => null);
    if (finding) view.findings.push(finding);
  }
  const first = view.findings.find((finding) => finding.state === "pending");
  view.id = current()?.id ?? view.findings.find((finding) => finding.id === asked)?.id ?? first?.id ?? null;
}

function redraw() {
  const waiting = view.findings.filter((finding) => finding.state === "pending");
  $("#count").textContent = t("{n} 条", { n: waiting.length });
  if ($(".nav [data-count=eye]") && !wanted.get("station")) $(".nav [data-count=eye]").textContent = waiting.length;
  $("#done").textContent = t("本次已判 {n}", { n: view.done });
  for (const button of $$("[data-sort]")) button.setAttribute("aria-pressed", String(button.dataset.sort === view.sort));
  drawQueue($("#queue"), view.findings, view.id, pick);
  const finding = current();
  page.classList.toggle("is-empty", !finding);
  if (!finding) return empty(page, view.unseen);
  return show(finding);
}

function show(finding) {
  clear($("#sheet"));
  stage.put(finding);
  drawHead($("#stage-head"), finding);
  drawSides($("#sides"), finding);
  drawStrip($("#strip"), stage);
  clear($("#facts"), facts(finding));
  $("#accept-box").hidden = !undecided(finding) || !(view.rights.accept || view.rights.propose || view.rights.decide);
  verdict.put(finding);
  bar();
}

function bar() {
  drawBar($("#bar"), current(), view.rights, acts, view.busy);
}

function pick(id) {
  view.id = id;
  const address = new URL(location.href);
  address.searchParams.set("finding", id);
  history.replaceState(null, "", address);
  redraw();
}

async function decide(verb, body, say) {
  const finding = current();
  if (!finding || !undecided(finding) || view.busy) return;
  view.busy = true;
  bar();
  try {
    const answer = await post(`findings/${finding.id}/${verb}`, { note: $("#note").value.trim(), ...body, version: finding.version });
    settle(finding, answer, say);
  } catch (error) {
    await lost(finding, error);
  } finally {
    view.busy = false;
    if (current()) bar();
  }
}

function settle(finding, answer, say) {
  const after = answer.finding ?? answer;
  const next = neighbour(view.findings, finding.id, 1) ?? neighbour(view.findings, finding.id, -1);
  Object.assign(finding, after);
  if (after.state !== "pending") view.done += 1;
  const number = answer.issue?.number;
  const takeBack = after.state === "pending" ? null : () => back(finding);
  const left = sayDone($("#said"), say(answer), { link: number ? `/issues/${number}` : null, undo: takeBack });
  undo.start(left, takeBack, () => { $("#said").hidden = !number; });
  view.busy = false;
  pick((after.state === "pending" ? finding : (next ?? finding)).id);
}

async function back(finding) {
  undo.stop();
  try {
    const answer = await post(`findings/${finding.id}/undo`, {});
    Object.assign(finding, answer.finding ?? answer);
    view.done -= 1;
    sayDone($("#said"), t("已撤回，线索回到待研判"));
    pick(finding.id);
  } catch (error) {
    sayProblem($("#said"), error.message);
  }
}

// Somebody else was first: show who and when, keep what was typed.
async function lost(finding, error) {
  const mine = $("#note").value.trim();
  const fresh = error.status === 409 ? await get(`findings/${finding.id}`).catch(() => null) : null;
  if (fresh) Object.assign(finding, fresh);
  const taken = fresh && fresh.state !== "pending";
  sayProblem($("#said"), taken ? t("{who}，您的意见未提交", { who: decidedText(fresh) }) : error.message, mine);
  view.busy = false;
  if (fresh) {
    redraw();
    $("#note").value = mine;
  }
}

function openSheet(form) {
  clear($("#sheet"), form);
  $("#sheet button:not(.btn--quiet)")?.focus();
}

const acts = {
  accept: () => (view.rights.accept
    ? decide("accept", verdict.values(), ({ issue }) => t("已认定，立为问题 {number}", { number: issue.number }))
    : view.rights.propose && decide("propose", verdict.values(), () => t("已提议，等督办员或复核员认定"))),
  reject: () => view.rights.decide && openSheet(rejectForm($("#note"), (reason) => decide("reject", { reason }, () => t("已判为“不是问题”")), acts.close)),
  refly: () => view.rights.decide && decide("refly", {}, () => t("已列入补飞")),
  merge: async () => {
    const finding = current();
    if (!finding || !view.rights.decide) return;
    const issues = await openIssues(finding);
    openSheet(mergeForm(issues, (issue) => decide("merge", { issue }, () => t("已并入 {number}", { number: issue })), acts.close));
  },
  close: () => clear($("#sheet")),
  undo: () => undo.fire(),
  step: (by) => {
    const next = neighbour(view.findings, view.id, by);
    if (next) pick(next.id);
  },
  mode: (mode) => setMode(mode),
  blink: () => (stage.mode === "blink" ? stage.blink() : setMode("blink")),
  nudge: (by) => stage.nudge(by),
};

function setMode(mode) {
  for (const button of $$("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  stage.set(mode);
}

function wire() {
  for (const button of $$("[data-mode]")) button.addEventListener("click", () => setMode(button.dataset.mode));
  for (const button of $$("[data-part]")) {
    button.addEventListener("click", () => button.setAttribute("aria-pressed", String(stage.toggle(button.dataset.part))));
  }
  for (const button of $$("[data-sort]")) {
    button.addEventListener("click", () => {
      view.sort = button.dataset.sort;
      load();
    });
  }
  bindKeys(acts);
}

view.rights = rightsOf(page);
wire();
verdict.types = (await get("taxonomy").catch(() => ({ items: [] }))).items;
await load();

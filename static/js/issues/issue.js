// One issue: where it stands, what proves it, what happened, what may be done next.
import { get } from "../lib/api.js";
import { $, clear, el, grade, gradeWord, icon, tag } from "../lib/dom.js";
import { day } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { modeName } from "../review/words.js";
import { due } from "./due.js";
import { description, evidence } from "./evidence.js";
import { chain, duty } from "./issueduty.js";
import { issueKeys } from "./issuekeys.js";
import { drawPath } from "./path.js";
import { drawSitemap } from "./sitemap.js";
import { Steps } from "./steps/bar.js";
import { Flights } from "./steps/flights.js";
import { drawPlans } from "./steps/plan.js";
import { timeline } from "./timeline.js";
import { kindName, wayName } from "./words.js";

const page = $("#main");
const { number, asOf } = page.dataset;
const parts = { box: $("#step-form"), bars: [$("#acts"), $("#phone-acts")], why: $("#step-why") };
const attached = new Map(); // photos of flights, chosen as evidence: id -> name
const steps = new Steps(parts, { show: draw, attached });
const flights = new Flights($("#flights"), attached);

async function load() {
  try {
    draw(await get(`issues/${encodeURIComponent(number)}`));
  } catch (error) {
    const retry = el("button", { class: "btn", type: "button", onclick: load }, t("现在重试"));
    const row = el("div", { class: "row" }, retry, el("span", { class: "mono dim" }, error.code));
    clear($("#proof"), el("section", { class: "state state--solo" }, icon("link"), el("h1", {}, t("问题暂时取不到")), el("p", {}, error.message), row));
  }
}

function draw(issue) {
  $("#title").textContent = issue.title;
  clear($("#tags"), tags(issue));
  drawPath($("#path"), issue, asOf);
  clear($("#proof"), evidence(issue, asOf));
  clear($("#about"), description(issue));
  drawSitemap($("#sitemap"), issue);
  clear($("#log"), timeline(issue.events ?? [], asOf));
  $("#log-count").textContent = t("{n} 条，只增不改", { n: issue.events?.length ?? 0 });
  clear($("#due"), due(issue, asOf));
  clear($("#duty"), duty(issue));
  clear($("#chain"), chain(issue));
  drawPlans($("#plans"), issue, (on) => day(on, asOf));
  flights.put(issue);
  steps.put(issue);
}

function tags(issue) {
  return [
    tag(issue.state_text),
    tag(kindName(issue.kind)),
    tag(issue.code),
    el("span", { class: "row" }, grade(issue.grade), gradeWord(issue.grade)),
    el("span", {}, modeName(issue.mode)),
    el("span", {}, wayName(issue.found_way)),
    el("a", { href: `/?station=${encodeURIComponent(issue.station.code)}` }, t("{station}：在地图上看", { station: issue.station.name })),
  ];
}

$("#print").addEventListener("click", () => print());
issueKeys({ print: () => print(), progress: () => steps.openStep("progress") || steps.openStep(), ledger: () => location.assign("/issues") });
await load();

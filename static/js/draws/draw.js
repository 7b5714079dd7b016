// One draw: how far it is, what was drawn, what may be done now.
import { get } from "../lib/api.js";
import { $, clear, el, icon, tag } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { course, drawPath } from "./course.js";
import { now, parties, rules, seed } from "./facts.js";
import { pools, result } from "./result.js";
import { Steps } from "./steps.js";
import { kindName, stateName } from "./words.js";

const page = $("#main");
const { number, asOf } = page.dataset;
const steps = new Steps($("#step-form"), [$("#acts"), $("#phone-acts")], show);

async function load() {
  try {
    show(await get(`draws/${encodeURIComponent(number)}`));
  } catch (error) {
    const retry = el("button", { class: "btn", type: "button", onclick: load }, t("现在重试"));
    clear($("#result"), el("section", { class: "state state--solo" }, icon("link"), el("h1", {}, t("抽查暂时取不到")), el("p", {}, error.message), retry));
  }
}

function show(draw) {
  $("#title").textContent = draw.title;
  clear($("#tags"), tag(stateName(draw)), draw.kinds.map((kind) => tag(kindName(kind))), el("span", {}, t("每层 {n}%", { n: draw.percent })));
  drawPath($("#path"), draw, asOf);
  clear($("#result"), result(draw));
  clear($("#pools"), pools(draw));
  clear($("#course"), course(draw, asOf));
  clear($("#now"), now(draw, asOf));
  clear($("#parties"), parties(draw));
  clear($("#seed"), seed(draw));
  clear($("#rules"), rules(draw));
  steps.put(draw);
}

await load();

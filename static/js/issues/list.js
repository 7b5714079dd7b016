// The ledger: a table whose filters, sort and page stand in the address.
import { get, query } from "../lib/api.js";
import { $, clear, el, icon } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { showPicked, wireBulk } from "./list/bulk.js";
import { counted, fill, form, onAsk, readAddress, readForm, words } from "./list/filters.js";
import { drawRows } from "./list/table.js";
import { openDefault, wireViews } from "./list/views.js";

const PAGE = 50;
const asOf = $("#main").dataset.asOf;
let ticket = 0;
let after = "";
let next = null;

function address() {
  const asked = readForm();
  return query(location.pathname, { ...asked, sort: asked.sort === "urgent" ? "" : asked.sort, after });
}

async function load() {
  const asked = readForm();
  ticket += 1;
  const mine = ticket;
  try {
    const answer = await get(query("issues", { ...asked, after, limit: PAGE }));
    if (mine !== ticket) return;
    draw(answer, asked);
    const { sort: _sort, ...filters } = asked;
    const facets = await get(query("issue-facets", filters));
    if (mine === ticket) fill(facets);
  } catch (error) {
    if (mine !== ticket) return;
    say("link", t("台账暂时取不到"), error.message, [
      el("button", { class: "btn", type: "button", onclick: load }, t("现在重试")),
      el("span", { class: "mono dim" }, error.code),
    ]);
  }
}

function draw({ items, counts, next: following }, asked) {
  next = following;
  const total = counted(counts, asked.state);
  $("#count").textContent = t("{n} 条", { n: total });
  drawRows(items, asOf);
  $("#issues").hidden = !items.length;
  $("#pager").hidden = !after && !next;
  $("#first").disabled = !after;
  $("#next").disabled = !next;
  clear($("#state"));
  const said = words();
  $("#reset").hidden = !said;
  $("#print-head").textContent = [t("问题台账"), said, t("{n} 条", { n: total })].filter(Boolean).join(" · ");
  for (const link of document.querySelectorAll("[data-format]")) {
    const { sort: _sort, ...filters } = asked;
    link.href = query("/api/v1/issue-export", { format: link.dataset.format, ...filters });
  }
  showPicked();
  if (!items.length) nothing(said);
}

function nothing(said) {
  if (!said) {
    say("check", t("台账里还没有问题"), t("研判台认定的线索会成为问题，出现在这里。没有问题不等于都看过：看地图上的站点环境图层。"), [
      el("a", { class: "btn", href: "/review" }, t("去研判")),
      el("a", { class: "btn btn--quiet", href: "/?overlay=site" }, t("看站点环境")),
    ]);
    return;
  }
  say("filter", t("没有符合条件的问题"), t("当前条件：{words}。", { words: said }), [
    el("button", { class: "btn btn--main", type: "button", onclick: reset }, t("清空全部条件")),
  ]);
}

function say(name, title, text, buttons) {
  $("#issues").hidden = true;
  $("#pager").hidden = true;
  const section = el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text), el("div", { class: "row row--wrap" }, buttons));
  clear($("#state"), section);
}

function ask() {
  after = "";
  history.replaceState(null, "", address());
  load();
}

function reset() {
  form.reset();
  readAddress("");
  ask();
}

function turn(place) {
  after = place;
  history.pushState(null, "", address());
  $(".scroll").scrollTop = 0;
  load();
}

function show(search) {
  readAddress(search);
  after = new URLSearchParams(search).get("after") ?? "";
  load();
}

onAsk(ask);
$("#reset").addEventListener("click", reset);
$("#first").addEventListener("click", () => turn(""));
$("#next").addEventListener("click", () => turn(next));
addEventListener("popstate", () => show(location.search));
wireBulk(load);
const views = wireViews((search) => {
  history.pushState(null, "", location.pathname + search);
  show(search);
});
if (!location.search) await openDefault(views);
show(location.search);

// The draws, newest first, and the form that announces one.
import { get } from "../lib/api.js";
import { $, clear, el, icon, tag } from "../lib/dom.js";
import { recent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { announceForm } from "./announce.js";
import { stateName } from "./words.js";

const { asOf } = $("#main").dataset;

async function load() {
  try {
    const { items } = await get("draws");
    draw(items);
  } catch (error) {
    state("link", t("抽查暂时取不到"), error.message, el("button", { class: "btn", type: "button", onclick: load }, t("现在重试")));
  }
}

function draw(items) {
  $("#count").textContent = t("共 {n} 次抽查", { n: items.length });
  clear($("#draws tbody"), items.map(row));
  $("#draws").hidden = !items.length;
  clear($("#state"));
  if (!items.length) state("check", t("还没有抽查"), t("先公告，再冻结名单，两方各自提交承诺并揭示秘密后自动抽取；种子在名单冻结之后才存在。"));
}

function row(item) {
  const [a, b] = item.parties;
  return el(
    "tr",
    {},
    el("td", {}, tag(stateName(item))),
    el("td", { class: "cell-title" }, el("a", { href: `/draws/${item.number}` }, item.title), el("span", { class: "mono dim only-phone" }, item.number)),
    el("td", { class: "mono no-phone" }, item.number),
    el("td", { class: "no-phone num" }, item.percent ? `${item.percent}%` : ""),
    el("td", { class: "no-phone num" }, item.drawn ?? "—"),
    el("td", { class: "no-phone" }, party(a)),
    el("td", { class: "no-phone" }, party(b)),
    el("td", { class: "no-phone" }, publicWord(item)),
    el("td", { class: "no-phone dim" }, recent(item.announced_at, asOf)),
  );
}

function party({ name, committed, revealed }) {
  const done = revealed ? t("已揭示") : committed ? t("已承诺") : t("未承诺");
  return [name, " ", el("span", { class: "dim" }, done)];
}

function publicWord({ proof_published_at: proof, notice_published_at: notice }) {
  if (proof) return t("结果");
  return notice ? t("公告") : el("span", { class: "dim" }, t("未公开"));
}

function state(name, title, text, button) {
  $("#draws").hidden = true;
  clear($("#state"), el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text), el("div", { class: "row" }, button)));
}

$("#announce")?.addEventListener("click", async (event) => {
  const box = $("#announce-form");
  const open = !box.childElementCount;
  event.currentTarget.setAttribute("aria-expanded", String(open));
  if (!open) return clear(box);
  return clear(box, await announceForm(() => clear(box)));
});
await load();

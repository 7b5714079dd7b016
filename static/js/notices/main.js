// What the person was told: unread first asked for, a click opens what it is about and marks it.
import { get, post, query } from "../lib/api.js";
import { $, $$, clear, el, icon } from "../lib/dom.js";
import { recent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startWishes } from "./wishes.js";

let shown = "unread";
let next = null;

async function load({ more = false } = {}) {
  complain("");
  try {
    const asked = { unread: shown === "unread" ? "true" : "", before: more ? next : "" };
    const { items, unread, next: following } = await get(query("notices", asked));
    next = following;
    if (!more) clear($("#notices"));
    for (const notice of items) $("#notices").append(line(notice));
    count(unread);
    settle();
  } catch (error) {
    clear($("#state"));
    complain(error.message);
  }
}

function line(notice) {
  const read = Boolean(notice.read_at);
  const mark = el("button", { class: "btn btn--quiet btn--icon", type: "button", title: t("标为已读"), "aria-label": t("标为已读：{text}", { text: notice.text }) }, icon("check"));
  const row = el("li", { class: `notice${read ? "" : " is-new"}` },
    el("a", { href: notice.link, onclick: () => keep(notice) },
      el("span", { class: "notice-text" }, notice.urgent ? el("b", { class: "tag tag--urgent" }, t("紧急")) : null, notice.text),
      el("span", { class: "small dim" }, notice.subject, " · ", recent(notice.at, new Date()))),
    read ? null : mark);
  mark.addEventListener("click", () => done(notice, row, mark));
  return row;
}

/** The page is left at once; the browser sends this all the same. */
function keep(notice) {
  if (!notice.read_at) post("notices/read", { ids: [notice.id] }).catch(() => {});
}

async function done(notice, row, mark) {
  mark.disabled = true;
  try {
    const { unread } = await post("notices/read", { ids: [notice.id] });
    if (shown === "unread") row.remove();
    else {
      row.classList.remove("is-new");
      mark.remove();
    }
    count(unread);
    settle();
  } catch (error) {
    mark.disabled = false;
    complain(error.message);
  }
}

async function all() {
  try {
    await post("notices/read", {});
    await load();
  } catch (error) {
    complain(error.message);
  }
}

function count(unread) {
  $("#count").textContent = t("{n} 条未读", { n: unread });
  $("#read-all").hidden = !unread;
  for (const badge of $$("[data-unread]")) {
    badge.textContent = unread > 99 ? "99+" : String(unread);
    badge.hidden = !unread;
  }
}

function settle() {
  $("#more").hidden = next === null;
  clear($("#state"));
  if ($("#notices").children.length) return;
  const words = shown === "unread" ? t("没有未读通知") : t("还没有通知");
  const text = t("问题指派给您、退回、到期或逾期时，会在这里告诉您。");
  $("#state").append(el("section", { class: "state" }, icon("bell"), el("h2", {}, words), el("p", {}, text)));
}

function complain(words) {
  $("#problem").textContent = words;
  $("#problem").hidden = !words;
}

for (const button of $$("[data-show]")) {
  button.addEventListener("click", () => {
    shown = button.dataset.show;
    for (const other of $$("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    load();
  });
}
$("#more").addEventListener("click", () => load({ more: true }));
$("#read-all").addEventListener("click", all);
await load();
await startWishes().catch((error) => complain(error.message));

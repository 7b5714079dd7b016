// Kept filters: one's own and those that colleagues share; one of them opens with the ledger.
import { get, patch, post, query, remove } from "../../lib/api.js";
import { $, clear, el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { readForm } from "./filters.js";

const box = $("#views");

const search = (view) => query("", view.query) || "?sort=urgent";

function row(view, again, show) {
  const act = (label, does) => el("button", { class: "btn btn--quiet", type: "button", onclick: () => does().then(again, complain) }, label);
  const link = el("a", { href: `/issues${search(view)}`, onclick: (event) => {
    event.preventDefault();
    box.closest("details").open = false;
    show(search(view));
  } }, view.name, view.is_default && el("span", { class: "dim" }, " ", t("默认")), !view.mine && el("span", { class: "dim" }, " ", view.by));
  if (!view.mine) return el("li", {}, link);
  const address = `issue-views/${view.id}`;
  return el(
    "li",
    {},
    link,
    act(view.is_default ? t("取消默认") : t("设为默认"), () => patch(address, { is_default: !view.is_default })),
    act(view.shared ? t("取消共享") : t("共享"), () => patch(address, { shared: !view.shared })),
    act(t("改名"), () => rename(view)),
    act(t("删除"), () => remove(address)),
  );
}

async function rename(view) {
  const name = prompt(t("视图名称"), view.name);
  if (name) await patch(`issue-views/${view.id}`, { name });
}

function complain(error) {
  const old = box.querySelector("[role=alert]");
  old?.remove();
  box.append(el("p", { role: "alert" }, error.message));
}

function keeper(again) {
  const name = el("input", { class: "inp", maxlength: 64, "aria-label": t("视图名称"), placeholder: t("视图名称") });
  const shared = el("input", { type: "checkbox" });
  const keep = () => {
    const asked = Object.fromEntries(Object.entries(readForm()).filter(([, value]) => value));
    post("issue-views", { name: name.value.trim(), query: asked, shared: shared.checked }).then(again, complain);
  };
  return el(
    "div",
    { class: "keep" },
    name,
    el("label", { class: "check--form" }, shared, t("本单位的人也可用")),
    el("button", { class: "btn", type: "button", onclick: keep }, t("保存当前条件")),
  );
}

/** Wire the menu; `show(search)` opens a view. Returns the first reading of the views. */
export function wireViews(show) {
  const again = async () => {
    const { items } = await get("issue-views");
    clear(box, items.length ? el("ul", {}, items.map((view) => row(view, again, show))) : el("p", { class: "dim" }, t("还没有保存的视图")), keeper(again));
    return items;
  };
  return again().catch(() => []);
}

/** Put the default view's filter into an address that asks for nothing. */
export async function openDefault(views) {
  const chosen = (await views).find((view) => view.is_default);
  if (chosen) history.replaceState(null, "", location.pathname + search(chosen));
}

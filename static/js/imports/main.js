// An import: preview as often as needed, commit once, and only what was previewed without a problem.
import { post } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { Preview } from "./preview.js";

const form = $("#import");
const commit = $("#commit");
const preview = new Preview({ counts: $("#counts"), result: $("#result"), only: $("#only"), box: $("#only-box") });

function say(text) {
  const why = $("#why");
  why.textContent = text;
  why.hidden = !text;
}

// Empty fields are left out: the server's own defaults hold then.
function body() {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) {
    if (value === "") data.delete(name);
  }
  return data;
}

function busy(on) {
  for (const button of form.querySelectorAll("button")) button.disabled = on;
  if (!on) commit.disabled = !preview.ready;
}

async function look() {
  say("");
  $("#said").textContent = t("正在检查每一行");
  preview.forget();
  busy(true);
  try {
    preview.show(await post(`${form.dataset.to}?commit=0`, body()));
    $("#said").textContent = preview.ready
      ? t("没有错误，可以导入。")
      : t("有错误：改好文件后重新选择，再预览。没有写入任何数据。");
  } catch (error) {
    $("#said").textContent = "";
    say(error.message);
  } finally {
    busy(false);
  }
}

async function write() {
  say("");
  busy(true);
  try {
    const done = await post(`${form.dataset.to}?commit=1`, body());
    preview.forget();
    $("#said").textContent = t("已导入：新增 {imported}，变更 {changed}，未变 {same}。", {
      imported: done.imported ?? 0, changed: done.changed ?? 0, same: done.same ?? 0,
    });
    clear($("#result"), el(
      "section",
      { class: "state state--solo" },
      el("h1", {}, t("导入完成")),
      el("p", {}, $("#said").textContent),
      done.moved ? el("p", {}, t("{n} 个站点的属地随边界改变。", { n: done.moved })) : null,
      el("div", { class: "row" }, el("a", { class: "btn btn--main", href: "/" }, t("到地图上看"))),
    ));
  } catch (error) {
    say(t("{reason} 没有写入任何数据。", { reason: error.message }));
  } finally {
    busy(false);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
form.addEventListener("change", () => {
  // What was previewed is no longer what would be sent.
  preview.stale();
  commit.disabled = true;
});
commit.addEventListener("click", write);

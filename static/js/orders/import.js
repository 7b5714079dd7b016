// Import of a company's orders: photos by tus, columns matched by hand where need be, preview, write.
import { get, post } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { makeUpload, start } from "../imagery/tus.js";
import { Preview } from "../imports/preview.js";
import { fieldName } from "./words.js";

const form = $("#import");
const commit = $("#commit");
const preview = new Preview({ counts: $("#counts"), result: $("#result"), only: $("#only"), box: $("#only-box") });
let sent = null; // {file, id}: an archive is sent once, however often the import is tried

function say(text) {
  $("#why").textContent = text;
  $("#why").hidden = !text;
}

function tell(text) {
  $("#said").textContent = text;
}

function body(photos = "") {
  const data = new FormData();
  data.set("file", form.elements.file.files[0]);
  if (form.elements.company?.value) data.set("company", form.elements.company.value);
  const columns = {};
  for (const select of $("#mapping").querySelectorAll("select")) columns[select.name] = select.value;
  if (Object.keys(columns).length) data.set("columns", JSON.stringify(columns));
  if (photos) data.set("photos", photos);
  return data;
}

function busy(on) {
  for (const button of form.querySelectorAll("button")) button.disabled = on;
  if (!on) commit.disabled = !preview.ready;
}

// One line a column: which field it fills; what is chosen wins over what was recognised.
function mapping({ columns = [], fields = {} }) {
  const options = (chosen) => [["", t("不使用")], ...Object.keys(fields).map((f) => [f, fieldName(f)])].map(
    ([value, word]) => el("option", { value, selected: value === chosen }, word),
  );
  clear($(".cols-map", $("#mapping")), columns.map(({ header, field }) => el(
    "label",
    {},
    el("span", { title: header }, header),
    el("select", { class: "sel", name: header }, options(field)),
  )));
  $("#mapping").hidden = !columns.length;
}

async function look() {
  say("");
  tell(t("正在检查每一行"));
  preview.forget();
  busy(true);
  try {
    const answer = await post("orders/import?commit=0", body());
    preview.show(answer);
    mapping(answer);
    $("#mapping").open = $("#mapping").open || answer.problems.length > 0;
    tell(preview.ready ? t("没有错误，可以导入。") : t("有错误：改好文件后重新选择，再预览。没有写入任何数据。"));
  } catch (error) {
    tell("");
    say(error.message);
  } finally {
    busy(false);
  }
}

async function archive() {
  const [file] = $("#zip").files;
  if (!file) return "";
  if (sent?.file !== file) sent = { file, id: await send(file) };
  return sent.id;
}

function send(file) {
  return new Promise((resolve, reject) => {
    const upload = makeUpload(file, { filename: file.name }, "orders", {
      accepted: (bytes) => tell(t("正在上传照片 {n}%", { n: Math.floor((100 * bytes) / file.size) })),
      done: resolve,
      failed: (error) => reject(new Error(error.text || t("文件没有传完，请再试"))),
    });
    start(upload);
  });
}

async function write() {
  say("");
  busy(true);
  try {
    const photos = await archive();
    const done = await post("orders/import?commit=1", body(photos));
    preview.forget();
    finished(done);
    follow(done.id);
  } catch (error) {
    say(t("{reason} 没有写入任何数据。", { reason: error.message }));
  } finally {
    busy(false);
  }
}

function finished(done) {
  const { counts, photos, state, why } = done;
  tell(t("已导入：新增 {new}，变更 {change}，未变 {same}。", counts));
  const month = counts.months?.at(-1) ?? "";
  clear($("#result"), el(
    "section",
    { class: "state state--solo" },
    el("h1", {}, { done: t("导入并核查完成"), failed: t("已导入，但读照片和核查没有完成") }[state] ?? t("导入完成，正在读照片并核查")),
    el("p", {}, $("#said").textContent),
    state === "done" ? el("p", {}, t("照片：收到 {stored}，没有收到 {missing}，无法读取 {refused}，多余 {unused}。", {
      stored: photos.stored ?? 0, missing: photos.missing ?? 0, refused: photos.refused ?? 0, unused: photos.unused ?? 0,
    })) : null,
    why ? el("p", { class: "up-why" }, why) : null,
    state === "failed" ? el("p", { class: "up-why" }, t("请管理员在任务页查看原因并重试。")) : null,
    el("div", { class: "row" }, el("a", { class: "btn btn--main", href: `/orders?month=${month}` }, t("看这个月的工单"))),
  ));
}

async function follow(id) {
  for (let n = 0; n < 120; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 1500 * 1.5 ** n)));
    const done = await get(`orders/imports/${id}`).catch(() => null);
    if (preview.answer) return; // another file is being looked at
    if (!done || done.state === "waiting") continue;
    finished(done);
    return;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
form.addEventListener("change", (event) => {
  if (event.target.id === "zip") return;
  if (event.target === form.elements.file || event.target === form.elements.company) mapping({});
  preview.stale();
  commit.disabled = true;
});
commit.addEventListener("click", write);

// The imagery page: say where the files belong, drop them, watch them arrive and being worked on.
import { get } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { bytes } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { ended, watchJobs } from "../lib/stream.js";
import { metadataOf } from "./fields.js";
import { folderOf, fromDrop, fromInput, sorted } from "./files.js";
import { Library } from "./library.js";
import { StationPicker } from "./picker.js";
import { FlightUpload, Item, Queue } from "./queue.js";
import { FileRow, FlightRow } from "./rows.js";
import { forget, limits, unfinished } from "./tus.js";

const form = $("#upload");
const library = new Library($("#library"));
const rows = new Map();
const queue = new Queue({ changed: redraw, settled: onSettled });
let station = null;
let limit = { maxSize: null };

const picker = form && new StationPicker($("#station"), $("#station-list"), (chosen) => {
  station = chosen;
  say("");
});

function say(text) {
  const note = $("#upload-note");
  note.textContent = text;
  note.hidden = !text;
}

function redraw(item) {
  const row = rows.get(item.flight ?? item);
  if (!row) return;
  if (item.state === "cancelled" && !item.flight) {
    row.node.remove();
    rows.delete(item);
  } else {
    row.draw();
  }
}

async function onSettled(item) {
  if (item.flight) return onPhoto(item);
  if (item.state !== "received") return undefined;
  library.load();
  return follow(rows.get(item), item.outcome?.job_id);
}

async function onPhoto(item) {
  const row = rows.get(item.flight);
  try {
    if (await item.flight.settled(item)) {
      library.load();
      follow(row, item.flight.job?.id);
    }
  } catch (error) {
    item.flight.finishing = false;
    item.flight.error = error;
  }
  row.draw();
}

function follow(row, jobId) {
  if (!row || !jobId) return;
  watchJobs([jobId], (job) => {
    row.job = job;
    row.draw();
    if (ended(job)) library.load();
  });
}

function show(row) {
  $("#queue").append(row.node);
  $("#queue-box").hidden = false;
}

async function take(items) {
  const groups = sorted(items);
  if (!station && (groups.photo.length || groups.card.length)) {
    say(t("先选站点，再放照片或存储卡：一次飞行属于一个站点。"));
    $("#station").focus();
    return;
  }
  const refused = refusals(groups, items);
  say(refused.join(" "));
  const fits = (item) => !limit.maxSize || item.file.size <= limit.maxSize;
  takeFiles(groups.scene.filter(fits), form.elements.source_kind.value);
  takeFiles(groups.card.filter(fits), "card");
  const photos = groups.photo.filter(fits);
  if (photos.length) await takePhotos(photos);
}

function refusals(groups, items) {
  const texts = [];
  const strange = groups[""].length;
  const large = items.filter(({ file }) => limit.maxSize && file.size > limit.maxSize);
  if (!items.length) texts.push(t("没有读到文件。"));
  if (strange) texts.push(t("{n} 个文件不是可接收的格式，未上传（如 {name}）。", { n: strange, name: groups[""][0].path }));
  if (large.length) {
    const facts = { n: large.length, name: large[0].path, max: bytes(limit.maxSize) };
    texts.push(t("{n} 个文件超过单个文件上限 {max}，未上传（如 {name}）；请裁剪或分块后再传。", facts));
  }
  return texts;
}

function takeFiles(items, kind) {
  const made = items.map(({ file, path }) => {
    const metadata = { ...metadataOf(form, station, file.name), source_kind: kind };
    return new Item(file, path, metadata, `${station?.code ?? "any"}/${kind}`);
  });
  for (const item of made) {
    rows.set(item, new FileRow(item, queue));
    show(rows.get(item));
  }
  queue.add(made);
}

async function takePhotos(photos) {
  const name = form.elements.flight_name.value.trim() || folderOf(photos) || t("{name} 单张照片", { name: station.name });
  const flight = new FlightUpload(station, name);
  const row = new FlightRow(flight, queue);
  rows.set(flight, row);
  show(row);
  try {
    const items = await flight.open(photos, "photo");
    queue.add(items);
    if (items.every((item) => item.state === "skipped")) await onPhoto(items[0]);
  } catch (error) {
    flight.error = error;
    row.draw();
  }
}

function wireDrop(zone) {
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    await take(await fromDrop(event.dataTransfer));
  });
  for (const input of zone.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", async () => {
      const items = fromInput(input.files);
      await take(items);
      input.value = "";
    });
  }
}

async function sayLimits() {
  limit = await limits().catch(() => ({ maxSize: null }));
  $("#limits").textContent = limit.maxSize
    ? t("单个文件不超过 {max}；断网、关页或服务重启后选同一文件可续传。", { max: bytes(limit.maxSize) })
    : t("暂时取不到大小上限；超限的文件会在开始时被退回。");
}

async function sayUnfinished() {
  const box = $("#unfinished");
  const entries = await unfinished();
  box.hidden = !entries.length;
  clear(box, el("p", {}, t("上次有 {n} 个文件没有传完。选好同一站点，再放一次同样的文件，会从断点继续。", { n: entries.length })));
  const names = entries.slice(0, 5).map((entry) => entry.metadata.filename).join("、");
  const drop = el("button", { class: "btn btn--quiet btn--small", type: "button", onclick: dropAll }, t("不再续传"));
  box.append(el("p", { class: "row small" }, el("span", { class: "grow mono" }, names), drop));
}

async function dropAll() {
  await Promise.all((await unfinished()).map(forget));
  await sayUnfinished();
}

if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  wireDrop($("#drop"));
  sayLimits();
  sayUnfinished();
  get("stations").then(({ items }) => picker.fill(items, form.dataset.station), (error) => say(error.message));
}
library.load();

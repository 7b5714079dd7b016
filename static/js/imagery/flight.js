// One flight: photos as points and pictures, what was refused and why.
import { get } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { ended, watchJobs } from "../lib/stream.js";
import { FlightMap } from "./flightmap.js";
import { drawJobs } from "./jobsteps.js";
import { photoFacts } from "./photofacts.js";
import { flagName, stateName } from "./words.js";

const { flight: id } = $("#main").dataset;
const map = new FlightMap($("#map"), pick);
const view = { flight: null, picked: null };
let stop = null;

async function load() {
  try {
    view.flight = await get(`flights/${id}`);
    draw();
    watch();
  } catch (error) {
    clear($("#photos"), el("p", { class: "up-why" }, el("b", {}, t("飞行暂时取不到")), " ", error.message));
  }
}

function draw() {
  const { flight } = view;
  const { photos } = flight;
  const time = flight.flown_at ? moment(flight.flown_at) : t("时间未知");
  clear($("#head"), el("a", { href: `/?station=${encodeURIComponent(flight.station.code)}` }, flight.station.name), ` · ${stateName(flight.state)} · ${time}`);
  $("#count").textContent = t("{n} 张，{m} 张有坐标", { n: photos.length, m: photos.filter((photo) => photo.lon !== null).length });
  drawJobs($("#jobs"), null, flight.jobs ?? []);
  clear($("#photos"), photos.length ? photos.map(figure) : el("p", { class: "mid" }, t("还没有入库的照片。")));
  drawRefused(flight.refused ?? []);
  map.draw(flight);
}

function figure(photo) {
  const picture = photo.thumb_url
    ? el("img", { src: photo.thumb_url, alt: photo.filename, loading: "lazy" })
    : el("div", { class: "noimg" });
  const flags = photo.flags.map(flagName).join("、");
  return el(
    "figure",
    { "data-photo": photo.id, title: flags },
    el("button", { type: "button", onclick: () => pick(photo.id), "aria-label": photo.filename }, picture),
    el("figcaption", {}, photo.filename),
    flags ? el("figcaption", { class: "dim" }, flags) : null,
  );
}

function pick(photoId) {
  view.picked = photoId;
  for (const node of document.querySelectorAll("[data-photo]")) {
    const current = node.dataset.photo === String(photoId);
    node.toggleAttribute("aria-current", current);
    if (current) node.scrollIntoView({ block: "nearest" });
  }
  clear($("#photo"), photoFacts(view.flight.photos.find((photo) => photo.id === photoId)));
  map.mark(photoId);
}

// Refused files by reason, the most frequent first; each reason once with its files.
function drawRefused(refused) {
  const box = $("#refused");
  box.hidden = !refused.length;
  const groups = Map.groupBy ? Map.groupBy(refused, (entry) => entry.code) : grouped(refused);
  const parts = [...groups.values()].sort((a, b) => b.length - a.length).map((entries) => el(
    "tbody",
    {},
    entries.map((entry) => el("tr", {}, el("td", { class: "mono" }, entry.file), el("td", {}, entry.text))),
  ));
  clear(
    box,
    el("div", { class: "row" }, el("h2", { class: "grow" }, t("退回的文件")), el("span", { class: "dim" }, t("{n} 个", { n: refused.length }))),
    el("table", { class: "tbl tbl--wrap" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("文件")), el("th", { scope: "col" }, t("原因")))), parts),
    el("p", { class: "small dim" }, t("退回的文件没有入库；更正后可重新上传，其余照片不受影响。")),
  );
}

function grouped(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.code, [...(groups.get(entry.code) ?? []), entry]);
  return groups;
}

function watch() {
  stop?.();
  const open = (view.flight.jobs ?? []).filter((job) => !ended(job));
  if (!open.length) return;
  const jobs = new Map(view.flight.jobs.map((job) => [job.id, job]));
  stop = watchJobs(open.map((job) => job.id), (job) => {
    jobs.set(job.id, job);
    drawJobs($("#jobs"), null, [...jobs.values()]);
    if (ended(job)) load();
  });
}

await load();

// The flight page: one state, drawn into its parts; the jobs of the flight tell when to draw again.
import { get } from "../lib/api.js";
import { $, clear, el, icon } from "../lib/dom.js";
import { clock, moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { ended, watchJobs } from "../lib/stream.js";
import { stateName } from "../imagery/words.js";
import { Coverage } from "./coverage.js";
import { FrameList, drawRefused } from "./framelist.js";
import { LayerBar } from "./layers.js";
import { FlightMap } from "./map.js";
import { inOrder } from "./model.js";
import { drawMosaic } from "./mosaicfacts.js";
import { Nudge } from "./nudge.js";
import { drawPicked } from "./picked.js";
import { Points } from "./points.js";
import { Profile } from "./profile.js";
import { Record, drawChecks } from "./record.js";
import { drawSources } from "./sources.js";
import { drawStages, stageNews } from "./stages.js";
import { Unplaced } from "./unplaced.js";
import { Drop } from "./upload.js";
import { Viewer } from "./viewer.js";

const { flight: id, station: code, upload } = $("#main").dataset;
const DAY_MIN = 24 * 60;
const view = { flight: null, station: null, picked: null, stop: null };
const map = new FlightMap($("#map"), pick);
const bar = new LayerBar($("#layers"), map, () => nudge.open());
const list = new FrameList($("#photos"), open);
const profile = new Profile($("#profile"), (point, photo) => {
  map.at(point);
  if (photo) choose(photo.id);
});
const coverage = new Coverage($("#coverage"), (line) => map.refly(line));
const record = new Record($("#record"), (flight) => draw(flight));
const viewer = new Viewer($("#viewer"), pick);
const points = new Points($("#points"), { placed: load, picture: map.picture });
const unplaced = new Unplaced($("#unplaced"), map, { placed: load, say: note, points: (photo) => points.open(view.flight, photo, map.map) });
const nudge = new Nudge($("#nudge"), map, (answer) => {
  map.picture.scene = answer.scene;
  load();
});
const drop = upload === "yes" ? new Drop(load, receiving) : null;

// The first stage while files are on their way: what the server has accepted so far.
function receiving(percent, words) {
  const [stage] = view.flight.stages;
  Object.assign(stage, { state: "running", percent, stage_text: words, job: null, seconds: null });
  drawStages($("#stages"), $("#percent"), view.flight.stages, load);
}

async function load() {
  try {
    const [flight, station] = await Promise.all([get(`flights/${id}`), view.station ?? get(`stations/${encodeURIComponent(code)}`).catch(() => null)]);
    view.station = station;
    draw(flight);
    watch(flight);
  } catch (error) {
    broken(error);
  }
}

function draw(flight) {
  const news = view.flight ? stageNews(view.flight.stages, flight.stages) : "";
  view.flight = flight;
  head(flight);
  drawStages($("#stages"), $("#percent"), flight.stages, load);
  if (news) $("#stage-said").textContent = news;
  drawChecks($("#checks"), flight, openRecord);
  record.fill(flight);
  coverage.draw(flight);
  drawMosaic($("#mosaic"), flight, { again: load, align: (move) => nudge.open(move) });
  list.draw(flight);
  drawRefused($("#refused"), flight.refused ?? []);
  drawSources($("#sources"), flight, load);
  profile.draw(flight);
  unplaced.draw(flight);
  bar.draw(flight, view.station);
  map.map.invalidateSize();
  map.draw(flight, view.station);
  if (drop) drop.flight = flight;
  if (view.picked !== null) pick(view.picked);
}

function head(flight) {
  const from = flight.started_at ?? flight.flown_at;
  const minutes = flight.started_at && flight.ended_at ? Math.max(1, Math.round((new Date(flight.ended_at) - new Date(flight.started_at)) / 60000)) : null;
  const flown = from ? t("{time} 起飞", { time: `${moment(from).slice(0, -5)}${clock(from)}` }) : t("飞行时间未知");
  const facts = [flown, minutes && minutes <= DAY_MIN && t("{n} 分钟", { n: minutes }), flight.max_height_m && t("最高 {m} m", { m: number(flight.max_height_m) })];
  clear(
    $("#head"),
    el("p", {}, el("a", { href: `/?station=${encodeURIComponent(flight.station.code)}` }, flight.station.name), ` · ${stateName(flight.state)}`),
    el("p", {}, flight.pilot ? [t("飞手 {name}", { name: flight.pilot }), flight.record?.licence ? [" · ", t("执照号"), ` ${flight.record.licence}`] : ""].flat() : t("飞手未填")),
    el("p", {}, facts.filter(Boolean).join(t("，"))),
    minutes > DAY_MIN ? el("p", { class: "strong" }, t("各文件的时间相差 {n} 天，可能不是同一次飞行", { n: number(minutes / DAY_MIN) })) : null,
  );
}

/** Mark a frame everywhere; on the map, in the list, in the profile, and its facts. */
function pick(photoId) {
  choose(photoId);
  map.frames.show(photoId);
  map.at(profile.show(photoId));
  if (!$("#viewer").open) $("#picked").scrollIntoView({ block: "nearest" });
}

function choose(photoId) {
  view.picked = photoId;
  map.frames.mark(photoId);
  list.mark(photoId);
  const photo = view.flight.photos.find((one) => one.id === photoId);
  drawPicked($("#picked"), photo, { flight: view.flight, open, points: (one) => points.open(view.flight, one, map.map) });
}

function open(photoId) {
  viewer.open(inOrder(view.flight.photos), photoId, view.flight);
}

function openRecord() {
  $("#record-box").open = true;
  $("#record-box").scrollIntoView({ block: "start" });
  $("#record").querySelector("input:not([value]), input").focus();
}

function note(words) {
  const box = $("#mapnote");
  box.textContent = words;
  box.hidden = !words;
  clearTimeout(note.timer);
  note.timer = setTimeout(() => { box.hidden = true; }, 8000);
}

function broken(error) {
  const retry = el("button", { class: "btn", type: "button", onclick: load }, t("现在重试"));
  clear($("#coverage"), el("section", { class: "state state--solo" }, icon("link"), el("h2", {}, t("飞行暂时取不到")), el("p", {}, error.message), retry));
}

function watch(flight) {
  view.stop?.();
  const left = (flight.jobs ?? []).filter((job) => !ended(job));
  if (!left.length) return;
  view.stop = watchJobs(left.map((job) => job.id), (job) => {
    const stage = view.flight.stages.find((one) => one.job?.id === job.id);
    if (ended(job)) return load();
    if (!stage) return undefined;
    Object.assign(stage, { job, percent: job.percent, stage_text: job.stage_text, state: job.state });
    return drawStages($("#stages"), $("#percent"), view.flight.stages, load);
  });
}

await load();

// One scene: its work live, its facts, its picture with the zones, and what was assessed.
import { get } from "../lib/api.js";
import { $, clear, el, tag } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { ended, watchJobs } from "../lib/stream.js";
import { pairs, shortHash } from "../review/facts.js";
import { assessed } from "./assessed.js";
import { drawJobs } from "./jobsteps.js";
import { Layers } from "./layers.js";
import { SceneForm } from "./sceneform.js";
import { SceneMap } from "./scenemap.js";
import { kindName, originName, stateName, takenText } from "./words.js";

const { scene: id, edit } = $("#main").dataset;
const map = new SceneMap($("#map"));
const layers = new Layers($("#layers"), (key) => map.show(key));
const form = edit === "yes" ? new SceneForm($("#edit"), id, load) : null;
let stop = null;

async function load() {
  try {
    const scene = await get(`scenes/${id}`);
    draw(scene);
    watch(scene);
    const { items } = await get("findings?state=all").catch(() => ({ items: [] }));
    const leads = items.filter((finding) => finding.scene?.id === scene.id);
    clear($("#found"), assessed(scene, leads));
    map.leads(leads);
  } catch (error) {
    const retry = el("button", { class: "btn", type: "button", onclick: load }, t("现在重试"));
    clear($("#facts"), el("p", { class: "up-why" }, el("b", {}, t("影像暂时取不到")), " ", error.message), el("p", { class: "gap" }, retry));
  }
}

function draw(scene) {
  clear($("#head"), [
    tag(stateName(scene.state)),
    el("span", {}, kindName(scene.source_kind)),
    scene.baseline ? tag(t("基准")) : null,
    el("span", {}, takenText(scene)),
  ]);
  drawJobs($("#jobs"), $("#percent"), scene.jobs ?? []);
  clear($("#refusal"), scene.refusal ? refusal(scene) : null);
  clear($("#facts"), facts(scene));
  clear($("#found"), assessed(scene, []));
  form?.fill(scene);
  layers.draw(scene);
  map.draw(scene);
}

// The job's step says why as long as it is listed; said twice it reads like two faults.
function refusal({ refusal: { text }, jobs = [] }) {
  const said = jobs.some((job) => job.error?.text === text);
  return el("div", { class: "up-why" }, said ? null : el("b", {}, text), el("p", { class: "mid" }, t("文件没有入库，也没有留下半成品。更正后可在影像页重新上传。")));
}

function facts(scene) {
  const origin = originName(scene.taken_at_origin);
  const rows = [
    [t("站点"), scene.stations.length ? scene.stations.map((s) => el("div", {}, el("a", { href: `/?station=${encodeURIComponent(s.code)}` }, s.name))) : t("范围内没有站点")],
    [t("拍摄时间"), scene.taken_at ? [takenText(scene, { year: true }), origin && el("span", { class: "dim" }, ` ${origin}`)] : scene.state === "ready" ? t("未知：不能与其他日期比较，请在右侧补填") : t("时间未知")],
    scene.gsd_m ? [t("分辨率"), scene.gsd_m < 1 ? `${number(scene.gsd_m * 100, 1)} cm/px` : `${number(scene.gsd_m, 1)} m/px`] : null,
    scene.width ? [t("尺寸"), t("{w} × {h} 像素，{n} 个波段", { w: number(scene.width), h: number(scene.height), n: scene.band_count })] : null,
    [t("文件摘要"), el("span", { class: "mono", title: scene.sha256 }, shortHash(scene.sha256))],
  ];
  const flags = (scene.flags ?? []).map((flag) => el("li", {}, flag.text));
  return [el("h2", {}, t("影像")), pairs(rows), flags.length ? el("ul", { class: "stack small mid gap" }, flags) : null];
}

function watch(scene) {
  stop?.();
  const open = (scene.jobs ?? []).filter((job) => !ended(job));
  if (!open.length) return;
  const jobs = new Map(scene.jobs.map((job) => [job.id, job]));
  stop = watchJobs(open.map((job) => job.id), (job) => {
    jobs.set(job.id, job);
    drawJobs($("#jobs"), $("#percent"), [...jobs.values()]);
    if (ended(job)) load();
  });
}

await load();

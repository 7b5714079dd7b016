// The list of scenes and flights under (or beside) the upload, with the state of their work live.
import { get, query } from "../lib/api.js";
import { $, $$, clear, el, icon } from "../lib/dom.js";
import { moment } from "../lib/format.js";
import { listed, t } from "../lib/i18n.js";
import { ended, watchJobs } from "../lib/stream.js";
import { jobLine } from "./joblines.js";
import { kindName, stateName, takenText } from "./words.js";

/** Shows both lists in one table; `root` holds a table body and the filter buttons. */
export class Library {
  constructor(root) {
    Object.assign(this, { root, shown: "all", things: [], stop: null, cells: new Map() });
    for (const button of $$("[data-show]", root)) {
      button.addEventListener("click", () => this.choose(button.dataset.show));
    }
  }

  choose(kind) {
    this.shown = kind;
    for (const button of $$("[data-show]", this.root)) {
      button.setAttribute("aria-pressed", String(button.dataset.show === kind));
    }
    this.draw();
  }

  async load() {
    const { station } = this.root.dataset;
    try {
      const [scenes, flights] = await Promise.all([
        get(query("scenes", { station })),
        get(query("flights", { station })),
      ]);
      this.things = [...scenes.items.map(asScene), ...flights.items.map(asFlight)].sort(newest);
      this.draw();
    } catch (error) {
      this.state("link", t("影像清单暂时取不到"), error.message);
    }
  }

  draw() {
    const things = this.things.filter((thing) => this.shown === "all" || thing.kind === this.shown);
    const body = $("tbody", this.root);
    this.cells = new Map();
    clear(body, things.map((thing) => this.row(thing)));
    $(".tbl", this.root).hidden = !things.length;
    clear($(".state-box", this.root));
    if (!things.length) this.empty();
    $(".count", this.root).textContent = t("{n} 项", { n: things.length });
    this.watch(things);
  }

  row(thing) {
    const cell = el("td", {});
    this.fill(cell, thing);
    if (thing.job) this.cells.set(thing.job.id, { cell, thing });
    return el(
      "tr",
      {},
      cell,
      el("td", { class: "cell-name" }, el("a", { href: thing.href }, thing.name)),
      el("td", { class: "no-phone" }, thing.source),
      el("td", {}, thing.stations),
      el("td", { class: "no-phone" }, thing.time),
      el("td", { class: "no-phone dim" }, thing.note),
    );
  }

  fill(cell, thing) {
    const working = thing.job && !ended(thing.job);
    clear(cell, working ? jobLine(thing.job) : el("span", { class: `tag tag--${thing.state}` }, stateName(thing.state)));
  }

  watch(things) {
    this.stop?.();
    const ids = things.filter((thing) => thing.job && !ended(thing.job)).map((thing) => thing.job.id);
    this.stop = ids.length ? watchJobs(ids.slice(0, 50), (job) => this.onJob(job)) : null;
  }

  onJob(job) {
    const entry = this.cells.get(job.id);
    if (!entry) return;
    entry.thing.job = job;
    if (ended(job)) this.load();
    else this.fill(entry.cell, entry.thing);
  }

  empty() {
    this.state("image", t("还没有影像"), t("在左侧选站点，把卫星影像、正射影像或存储卡放进来。入库后会自动检测，线索送研判。"));
  }

  state(name, title, text) {
    $(".tbl", this.root).hidden = true;
    const box = $(".state-box", this.root);
    clear(box, el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text)));
  }
}

function asScene(scene) {
  return {
    kind: "scene",
    href: `/imagery/scenes/${scene.id}`,
    name: scene.filename,
    source: kindName(scene.source_kind) + (scene.baseline ? ` · ${t("基准")}` : ""),
    stations: listed(scene.stations.map((station) => station.name)),
    time: takenText(scene),
    note: scene.refusal?.text ?? listed((scene.flags ?? []).map((flag) => flag.text)),
    state: scene.state,
    job: latest(scene.jobs),
    at: scene.id,
    taken: scene.taken_at ?? "",
  };
}

function asFlight(flight) {
  const refused = flight.refused?.length ? t("，退回 {n} 个", { n: flight.refused.length }) : "";
  return {
    kind: "flight",
    href: `/imagery/flights/${flight.id}`,
    name: flight.name || t("飞行 {id}", { id: flight.id }),
    source: t("飞行"),
    stations: typeof flight.station === "string" ? flight.station : (flight.station?.name ?? ""),
    time: flight.flown_at ? moment(flight.flown_at) : t("时间未知"),
    note: t("{n} 张照片", { n: flight.photos?.length ?? flight.photo_count ?? 0 }) + refused,
    state: flight.state,
    job: latest(flight.jobs),
    at: flight.id,
    taken: flight.flown_at ?? "",
  };
}

function latest(jobs) {
  const open = (jobs ?? []).filter((job) => !ended(job));
  return open.at(-1) ?? null;
}

// What is being worked on stands first, then the latest pictures.
function newest(a, b) {
  return Boolean(b.job) - Boolean(a.job) || b.taken.localeCompare(a.taken) || b.at - a.at;
}

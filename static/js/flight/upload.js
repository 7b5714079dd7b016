// The drop zone of a flight: photos, cards, logs and videos, sent in pieces and gone on with.
import { post } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { bytes } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { compact } from "../imagery/fields.js";
import { fromDrop, fromInput } from "../imagery/files.js";
import { recall, remember, settle } from "../imagery/memory.js";
import { FlightUpload, Item, Queue } from "../imagery/queue.js";
import { limits, unfinished } from "../imagery/tus.js";
import { CardRow, progressOf, progressWords } from "./cardrow.js";

const TAKEN = /\.(jpe?g|zip|srt|csv|gpx|km[lz]|ulg|tlog|bin|txt|plan|waypoints|mp4|mov)$/i;
export const ACCEPT = ".jpg,.jpeg,.zip,.srt,.csv,.gpx,.kml,.kmz,.ulg,.tlog,.bin,.txt,.plan,.waypoints,.mp4,.mov";

/** Everything dropped at once, on its way into one flight that exists already. */
class CardUpload extends FlightUpload {
  constructor(flight) {
    super(flight.station, flight.name);
    Object.assign(this, { id: flight.id, key: `into/${flight.id}` });
  }

  open(files) {
    const done = recall(this.key)?.done ?? [];
    this.items = files.map(({ file, path }) => {
      const facts = { filename: file.name, station: this.station.code, flight: this.id, source_kind: "photo" };
      return new Item(file, path, compact(facts), `flight/${this.id}`, this);
    });
    for (const item of this.items) if (done.includes(item.mark)) Object.assign(item, { state: "skipped", accepted: item.file.size });
    return this.items;
  }

  async settled(item) {
    if (item.state === "cancelled") this.items = this.items.filter((other) => other !== item);
    if (item.state === "received") remember(this.key, this.id, item.mark);
    const left = this.items.some(({ state, error }) => !(["received", "skipped"].includes(state) || (state === "failed" && error?.status >= 400 && error.status < 500)));
    if (this.finishing || left || !this.items.some(({ state }) => state === "received" || state === "skipped")) return false;
    this.finishing = true;
    this.job = (await post(`flights/${this.id}/finish`)).job;
    settle(this.key);
    return true;
  }
}

/** Wires the zone; `received()` is told once the server has begun, `under(percent, words)` before. */
export class Drop {
  constructor(received, under) {
    Object.assign(this, { received, under, flight: null, rows: new Map(), limit: { maxSize: null } });
    this.queue = new Queue({ changed: (item) => this.redraw(item), settled: (item) => this.settled(item) });
    this.wire($("#drop"));
    limits().then((limit) => { this.limit = limit; }, () => {});
    this.sayUnfinished();
  }

  redraw(item) {
    const row = this.rows.get(item.flight);
    if (!row) return;
    row.draw();
    const progress = progressOf(item.flight);
    this.under(Math.floor((100 * progress.accepted) / (progress.total || 1)), progressWords(progress));
  }

  wire(zone) {
    $("[data-accept]", zone).accept = ACCEPT;
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.toggle("over", name === "dragenter" || name === "dragover");
      });
    }
    zone.addEventListener("drop", async (event) => this.take(await fromDrop(event.dataTransfer)));
    for (const input of zone.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        this.take(fromInput(input.files));
        input.value = "";
      });
    }
  }

  take(items) {
    if (!this.flight) return;
    const { maxSize } = this.limit;
    const strange = items.filter(({ path }) => !TAKEN.test(path));
    const large = items.filter(({ file, path }) => TAKEN.test(path) && maxSize && file.size > maxSize);
    const fit = items.filter((item) => !strange.includes(item) && !large.includes(item));
    const texts = [];
    if (!items.length) texts.push(t("没有读到文件。"));
    if (strange.length) texts.push(t("{n} 个文件不是可接收的格式，未上传（如 {name}）。", { n: strange.length, name: strange[0].path }));
    if (large.length) texts.push(t("{n} 个文件超过单个文件上限 {max}，未上传（如 {name}）；请裁剪或分块后再传。", { n: large.length, name: large[0].path, max: bytes(maxSize) }));
    this.say(texts.join(" "));
    if (fit.length) this.send(fit);
  }

  send(files) {
    const card = new CardUpload(this.flight);
    const row = new CardRow(card, this.queue);
    this.rows.set(card, row);
    $("#queue").append(row.node);
    const items = card.open(files);
    row.draw();
    this.queue.add(items.filter((item) => item.state === "waiting"));
    if (items.every((item) => item.state === "skipped")) this.settled(items[0]);
  }

  async settled(item) {
    const row = this.rows.get(item.flight);
    try {
      if (await item.flight.settled(item)) {
        row.node.remove();
        this.rows.delete(item.flight);
        this.say("");
        this.refusals(item.flight);
        this.received();
      } else if (!item.flight.items.some(({ state }) => ["sending", "waiting", "paused"].includes(state))) {
        this.received();
      }
    } catch (error) {
      Object.assign(item.flight, { finishing: false, error });
    }
    row.draw();
  }

  refusals({ items }) {
    const refused = items.filter((item) => item.state === "failed");
    if (refused.length) this.say(refused.slice(0, 5).map((item) => `${item.path} ${item.error?.text ?? ""}`).join(" "));
  }

  say(words) {
    const note = $("#upload-note");
    note.textContent = words;
    note.hidden = !words;
  }

  async sayUnfinished() {
    const entries = await unfinished().catch(() => []);
    const mine = entries.filter((entry) => String(entry.metadata.flight ?? "") === document.querySelector("main").dataset.flight);
    const note = $("#unfinished");
    note.hidden = !mine.length;
    const names = mine.slice(0, 3).map((entry) => entry.metadata.filename).join("、");
    if (mine.length) clear(note, t("上次有 {n} 个文件没有传完。再放一次同样的文件，会从断点继续。", { n: mine.length }), " ", el("span", { class: "mono" }, names));
  }
}

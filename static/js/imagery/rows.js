// What the page shows of an upload: one row a file, one row for all photos of a flight.
import { clear, el } from "../lib/dom.js";
import { bytes as size } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { advice } from "./advice.js";
import { jobLine } from "./joblines.js";

/** A row for one file (scene or card), redrawn from its item. */
export class FileRow {
  constructor(item, queue) {
    Object.assign(this, { item, queue, job: null });
    this.node = el("li", { class: "up" });
    this.draw();
  }

  draw() {
    const { item } = this;
    clear(this.node);
    this.node.append(...head(item.path, item.file.size, buttons(item, this.queue)));
    if (this.job) this.node.append(jobLine(this.job));
    else this.node.append(meter(item.accepted, item.file.size), el("p", { class: "small mid" }, words(item)));
    if (item.error) this.node.append(problem(item.error));
    if (item.outcome?.duplicate) this.node.append(el("p", { class: "small mid" }, t("与已有影像内容相同，未重复处理；所填信息未改动，可在影像页更正")));
    const link = target(item, this.job);
    if (link) this.node.append(link);
  }
}

/** A row for the photos of one flight: counts and bytes of all, refused ones by name. */
export class FlightRow {
  constructor(flight, queue) {
    Object.assign(this, { flight, queue, job: null });
    this.node = el("li", { class: "up" });
    this.draw();
  }

  draw() {
    const { items, name, error } = this.flight;
    const total = items.reduce((sum, item) => sum + item.file.size, 0);
    const accepted = items.reduce((sum, item) => sum + item.accepted, 0);
    const arrived = items.filter((item) => ["received", "skipped"].includes(item.state)).length;
    clear(this.node);
    this.node.append(...head(t("飞行：{name}", { name }), total, this.controls()));
    if (this.job) this.node.append(jobLine(this.job));
    else this.node.append(meter(accepted, total), el("p", { class: "small mid" }, progress(arrived, items.length, accepted, total)));
    if (error) this.node.append(problem(error));
    for (const item of items.filter((one) => one.state === "failed").slice(0, 20)) this.node.append(this.failed(item));
    if (this.flight.id) this.node.append(link(`/imagery/flights/${this.flight.id}`, t("打开这次飞行")));
  }

  failed(item) {
    const again = button(t("重试"), () => this.queue.resume(item));
    const drop = button(t("不传这张"), () => this.queue.cancel(item));
    return el("div", { class: "up-bad" }, el("span", { class: "mono" }, item.path), problem(item.error), again, drop);
  }

  controls() {
    const { items } = this.flight;
    const sending = items.filter((item) => ["sending", "waiting"].includes(item.state));
    const paused = items.filter((item) => item.state === "paused");
    if (sending.length) return [button(t("暂停"), () => sending.forEach((item) => this.queue.pause(item)))];
    if (paused.length) return [button(t("继续"), () => paused.forEach((item) => this.queue.resume(item)))];
    return [];
  }
}

function head(name, bytes, controls) {
  return [
    el("div", { class: "row" }, el("span", { class: "up-name grow" }, name), el("span", { class: "small dim nowrap" }, size(bytes)), ...controls),
  ];
}

function buttons(item, queue) {
  const pause = button(t("暂停"), () => queue.pause(item));
  const resume = button(t("继续"), () => queue.resume(item));
  const again = button(t("重试"), () => queue.resume(item));
  const cancel = button(t("取消"), () => queue.cancel(item));
  const sets = { waiting: [cancel], sending: [pause, cancel], paused: [resume, cancel], failed: [again, cancel] };
  return sets[item.state] ?? [];
}

function words(item) {
  const share = { done: size(item.accepted), all: size(item.file.size) };
  const texts = {
    waiting: t("排队中"),
    sending: item.stalled
      ? t("连接中断，恢复后自动继续：服务器已收 {done} / {all}", share)
      : item.resumed
        ? t("接着上次传：服务器已收 {done} / {all}", share)
        : t("服务器已收 {done} / {all}", share),
    paused: t("已暂停：服务器已收 {done} / {all}", share),
    received: t("已收全，等待处理"),
    failed: t("未传完：服务器已收 {done} / {all}", share),
  };
  return texts[item.state] ?? "";
}

function progress(arrived, count, accepted, total) {
  const facts = { arrived, count, done: size(accepted), all: size(total) };
  return t("{arrived} / {count} 张已收全，服务器已收 {done} / {all}", facts);
}

function problem(error) {
  const text = error.text || error.message || t("与服务器的连接中断");
  return el("p", { class: "up-why", role: "alert" }, el("b", {}, text), " ", el("span", { class: "mid" }, advice(error)));
}

function meter(done, all) {
  return el("progress", { class: "bar-p", max: String(all || 1), value: String(done) });
}

// There is no image to open where the file was not taken in; its page says why.
function target({ outcome, state }, job) {
  if (state === "failed") return null;
  const refused = ["failed", "cancelled"].includes(job?.state);
  if (outcome?.scene_id) return link(`/imagery/scenes/${outcome.scene_id}`, refused ? t("看处理记录") : t("打开这幅影像"));
  return outcome?.flight_id ? link(`/imagery/flights/${outcome.flight_id}`, t("打开这次飞行")) : null;
}

function link(href, text) {
  return el("a", { class: "small", href }, text);
}

function button(text, act) {
  const node = el("button", { class: "btn btn--quiet btn--small", type: "button" }, text);
  node.addEventListener("click", act);
  return node;
}

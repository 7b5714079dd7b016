// The upload queue: two files at a time, each with its own state; a folder of photos is one flight.
import * as api from "../lib/api.js";
import { compact } from "./fields.js";
import { recall, remember, settle } from "./memory.js";
import { fingerprint, makeUpload, start } from "./tus.js";

const AT_ONCE = 2;

/** One file on its way: state waiting | sending | paused | received | failed | skipped. */
export class Item {
  constructor(file, path, metadata, scope, flight = null) {
    Object.assign(this, { file, path, metadata, scope, flight });
    Object.assign(this, { state: "waiting", accepted: 0, error: null, resumed: false, stalled: false });
    Object.assign(this, { upload: null, uploadId: null, outcome: null });
  }

  get mark() {
    return fingerprint(this.file, this.scope);
  }
}

/** Runs items; tells `changed(item)` whatever happens to one, `settled(item)` when one has ended. */
export class Queue {
  constructor({ changed, settled }) {
    Object.assign(this, { changed, settled, items: [] });
  }

  add(items) {
    this.items.push(...items);
    items.forEach((item) => this.changed(item));
    this.pump();
  }

  pump() {
    const busy = this.items.filter((item) => item.state === "sending").length;
    const next = this.items.filter((item) => item.state === "waiting");
    next.slice(0, Math.max(AT_ONCE - busy, 0)).forEach((item) => this.run(item));
  }

  async run(item) {
    this.put(item, { state: "sending", error: null });
    item.upload ??= makeUpload(item.file, item.metadata, item.scope, {
      accepted: (bytes) => this.put(item, { accepted: bytes, stalled: false }),
      stalled: () => this.put(item, { stalled: true }),
      done: (id) => this.received(item, id),
      failed: (error) => this.end(item, { state: "failed", error }),
    });
    const resumed = await start(item.upload);
    if (item.state === "sending") this.put(item, { resumed });
  }

  async received(item, id) {
    const outcome = await api.get(`/api/v1/uploads/${id}`).catch(() => null);
    const arrived = { accepted: item.file.size, uploadId: id, outcome };
    const { refusal } = outcome ?? {};
    if (refusal) this.end(item, { ...arrived, state: "failed", error: { status: 422, ...refusal } });
    else this.end(item, { ...arrived, state: "received" });
  }

  async pause(item) {
    if (item.state === "sending") await item.upload.abort();
    this.put(item, { state: "paused" });
    this.pump();
  }

  resume(item) {
    this.put(item, { state: "waiting", error: null });
    this.pump();
  }

  async cancel(item) {
    const { upload } = item;
    this.items = this.items.filter((other) => other !== item);
    this.put(item, { state: "cancelled" });
    if (upload) await upload.abort(true).catch(() => {});
    this.settled(item);
    this.pump();
  }

  end(item, values) {
    this.put(item, values);
    this.settled(item);
    this.pump();
  }

  put(item, values) {
    Object.assign(item, values);
    this.changed(item);
  }
}

/** A flight whose photos arrive one by one; it is finished when every one has ended. */
export class FlightUpload {
  constructor(station, name) {
    Object.assign(this, { station, name, key: `${station.code}/${name}`, items: [], job: null });
    Object.assign(this, { id: null, error: null, finishing: false });
  }

  async open(files, sourceKind) {
    const before = recall(this.key);
    this.id = before?.id ?? (await this.create()).id;
    const scope = `flight/${this.id}`;
    this.items = files.map(({ file, path }) => {
      const facts = { filename: file.name, station: this.station.code, flight: this.id };
      const metadata = compact({ ...facts, source_kind: sourceKind });
      return new Item(file, path, metadata, scope, this);
    });
    for (const item of this.items) {
      if (before?.done.includes(item.mark)) Object.assign(item, { state: "skipped", accepted: item.file.size });
    }
    return this.items;
  }

  create() {
    const body = { station: this.station.code, name: this.name };
    return api.post("/api/v1/flights", body).then((flight) => {
      remember(this.key, flight.id);
      return flight;
    });
  }

  /** Note an ended photo; asks the server to finish once none is left. */
  async settled(item) {
    if (item.state === "cancelled") this.items = this.items.filter((other) => other !== item);
    if (item.state === "received") remember(this.key, this.id, item.mark);
    if (this.finishing || !this.items.length || !this.items.every(hasArrived)) return false;
    this.finishing = true;
    const { job } = await api.post(`/api/v1/flights/${this.id}/finish`, {});
    settle(this.key);
    this.job = job;
    return true;
  }
}

// A photo the server will not take for what it is (4xx) does not hold up the others.
function hasArrived(item) {
  const refused = item.state === "failed" && item.error?.status >= 400 && item.error.status < 500;
  return item.state === "received" || item.state === "skipped" || refused;
}

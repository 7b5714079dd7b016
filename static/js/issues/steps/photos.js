// Photos of a step: each with its time, its place and the measure it proves; sent by tus, named by upload ids.
import { clear, el } from "../../lib/dom.js";
import { listed, t } from "../../lib/i18n.js";
import { makeUpload, start } from "../../imagery/tus.js";
import { exifOf } from "./exif.js";

/** The field for photos; what the camera wrote fills in time and place, a person can correct both. */
export function photosField(offer, issue, attached) {
  const rows = el("div", { class: "stack" });
  const measures = offer.step === "apply_close" || offer.step === "progress" ? inForce(issue) : [];
  const input = el("input", { class: "inp", type: "file", multiple: true, accept: ".jpg,.jpeg,.png,.pdf" });
  const entries = [];
  input.addEventListener("change", async () => {
    entries.splice(0, entries.length, ...(await Promise.all([...input.files].map(read))));
    clear(rows, entries.map((entry, at) => rowOf(entry, at, measures)));
  });
  const label = t("照片或 PDF，可多个，单个不超过 30 MB");
  const node = el("div", { class: "stack" }, el("label", { class: "lab" }, label, input), rows,
    attached.size ? el("p", { class: "small mid" }, t("另附复飞照片：{names}", { names: listed([...attached.values()]) })) : null);
  const value = async (say) => {
    const evidence = [];
    for (const entry of entries) {
      say(t("正在上传 {name}（{at} / {all}）", { name: entry.file.name, at: evidence.length + 1, all: entries.length }));
      entry.id ??= await send(entry.file, issue);
      evidence.push(said(entry));
    }
    say("");
    evidence.push(...[...attached.keys()].map((photo) => ({ photo })));
    return evidence.length ? { evidence } : {};
  };
  return { node, value };
}

function inForce(issue) {
  return [...(issue.plans ?? [])].reverse().find((plan) => plan.filing_no)?.measures ?? [];
}

async function read(file) {
  const found = await exifOf(file);
  return { file, at: found.taken_at ?? local(new Date(file.lastModified)), lon: found.lon, lat: found.lat, measure: null, own: Boolean(found.taken_at) };
}

function rowOf(entry, at, measures) {
  const when = el("input", { class: "inp", type: "datetime-local", value: entry.at, "aria-label": t("拍摄时间"), onchange: (e) => { entry.at = e.target.value; } });
  const where = entry.lon === undefined ? t("没有位置") : `${entry.lon.toFixed(5)}, ${entry.lat.toFixed(5)}`;
  const which = measures.length ? el("select", { class: "sel", "aria-label": t("证明哪项措施"), onchange: (e) => { entry.measure = Number(e.target.value) || null; } },
    el("option", { value: "" }, t("哪项措施")),
    measures.map(({ no, text }) => el("option", { value: String(no), selected: no === at + 1 }, `${no} ${text}`))) : null;
  if (which) entry.measure = Number(which.value) || null;
  return el("div", { class: "row row--wrap small", "data-photo": "" },
    el("span", { class: "strong" }, entry.file.name), when, el("span", { class: "dim" }, entry.own ? t("相机时间") : t("文件时间，请核对")), el("span", { class: "mid" }, where), which);
}

function said({ id, at, lon, lat, measure }) {
  const entry = { id };
  if (at) entry.taken_at = new Date(`${at.length === 16 ? `${at}:00` : at}+08:00`).toISOString();
  if (lon !== undefined) Object.assign(entry, { lon, lat });
  if (measure) entry.measure = measure;
  return entry;
}

// Pages speak Beijing time wherever the browser stands.
function local(date) {
  return new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}

function send(file, issue) {
  // Only a name: an upload that declares no station and no flight is left for the form to take.
  return new Promise((resolve, reject) => {
    const upload = makeUpload(file, { filename: file.name }, `issue/${issue.number}`, {
      accepted: () => {},
      done: resolve,
      failed: (error) => reject(Object.assign(new Error(error.text || t("文件没有传完，请再试")), error)),
    });
    start(upload);
  });
}

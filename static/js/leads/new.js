// A lead that somebody told: station, type, place by coordinates, words, photos.
import { get, post } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { drawSitemap } from "../issues/sitemap.js";
import { sendPhotos } from "./photos.js";

const form = $("#lead");
const stations = new Map();
let types = [];

async function fill() {
  const [list, taxonomy] = await Promise.all([get("stations"), get("taxonomy")]);
  for (const station of list.items) stations.set(station.code, station);
  types = taxonomy.items;
  form.elements.station.append(...list.items.map((s) => el("option", { value: s.code }, `${s.name} ${s.code}`)));
  offerTypes();
}

// Only what can occur at this kind of station.
function offerTypes() {
  const kind = stations.get(form.elements.station.value)?.kind;
  const fits = types.filter((type) => !kind || ["both", kind].includes(type.kind_of_station));
  const chosen = form.elements.code.value;
  clear(form.elements.code, el("option", { value: "" }, t("请选择类型")), fits.map((type) => el("option", { value: type.code, selected: type.code === chosen }, `${type.code} ${type.name}`)));
}

function number(name) {
  const text = form.elements[name].value.trim();
  return text === "" ? null : Number(text);
}

function place() {
  const station = stations.get(form.elements.station.value);
  const [lon, lat] = [number("lon"), number("lat")];
  // A position of another datum would be drawn hundreds of metres off: the server converts it.
  const plain = ["wgs84", "cgcs2000"].includes(form.elements.datum.value);
  const shown = Boolean(station) && plain && Number.isFinite(lon) && Number.isFinite(lat);
  $("#sitemap").toggleAttribute("hidden", !shown);
  if (shown) drawSitemap($("#sitemap"), { station, lon, lat, code: form.elements.code.value });
}

async function send() {
  const { source, station, code, note, datum, found_at: at } = form.elements;
  const why = $("#why");
  why.hidden = true;
  try {
    const evidence = await sendPhotos($("#photos input").files, (text) => { $("#said").textContent = text; });
    const body = { source: source.value, station: station.value, code: code.value, note: note.value, datum: datum.value, lon: number("lon"), lat: number("lat"), evidence };
    if (at.value) body.found_at = `${at.value}:00+08:00`;
    const lead = await post("leads", body);
    location.assign(`/leads?lead=${encodeURIComponent(lead.number)}`);
  } catch (error) {
    $("#said").textContent = "";
    why.textContent = error.message;
    why.hidden = false;
  }
}

$("#photos").append(el("label", { class: "lab" }, t("照片：JPEG 或 PNG，最多 8 张，单张不超过 30 MB"), el("input", { class: "inp", type: "file", multiple: true, accept: ".jpg,.jpeg,.png" })));
form.addEventListener("change", (event) => {
  if (event.target === form.elements.station) offerTypes();
  place();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
await fill();

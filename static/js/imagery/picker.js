// A station picker: type a Chinese name, pinyin or code, choose with the arrows.
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const SHOWN = 8;

/** Turn the combobox `input` with its `list` into a picker over `stations`. */
export class StationPicker {
  constructor(input, list, onChange) {
    Object.assign(this, { input, list, onChange, stations: [], chosen: null, at: 0, hits: [] });
    input.addEventListener("input", () => this.search());
    input.addEventListener("focus", () => this.search());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("[data-at]");
      if (item) this.choose(this.hits[Number(item.dataset.at)]);
    });
  }

  fill(stations, code) {
    this.stations = stations;
    const first = stations.find((station) => station.code === code);
    if (first) this.choose(first);
    else if (document.activeElement === this.input) this.search();
  }

  search() {
    const words = this.input.value.trim().toLowerCase();
    if (this.chosen && words !== label(this.chosen).toLowerCase()) this.set(null);
    this.hits = this.chosen ? [] : matching(this.stations, words).slice(0, SHOWN);
    this.at = 0;
    this.draw();
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + this.hits.length) % Math.max(this.hits.length, 1);
      this.draw();
    } else if (event.key === "Enter" && this.hits.length) {
      this.choose(this.hits[this.at]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  choose(station) {
    if (!station) return;
    this.input.value = label(station);
    this.set(station);
    this.close();
  }

  set(station) {
    this.chosen = station;
    this.onChange(station);
  }

  close() {
    this.hits = [];
    this.draw();
  }

  draw() {
    clear(this.list);
    this.list.hidden = !this.hits.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.hits.forEach((station, at) => this.list.append(option(station, at, at === this.at)));
    this.input.setAttribute("aria-activedescendant", this.hits.length ? `pick-${this.at}` : "");
  }
}

function option(station, at, current) {
  const kind = station.kind === "water" ? t("水站") : t("空气站");
  return el(
    "li",
    { role: "option", id: `pick-${at}`, "data-at": String(at), "aria-selected": String(current) },
    el("span", { class: "grow" }, station.name),
    el("span", { class: "dim small" }, `${kind} ${station.district?.name ?? ""}`),
    el("span", { class: "mono dim" }, station.code),
  );
}

function label(station) {
  return `${station.name} ${station.code}`;
}

function matching(stations, words) {
  if (!words) return stations;
  const hay = (s) => `${s.name} ${s.name_zh} ${s.name_en} ${s.code} ${s.search}`.toLowerCase();
  return stations.filter((station) => words.split(/\s+/).every((w) => hay(station).includes(w)));
}

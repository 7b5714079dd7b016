// The frames by quality: thumbnails in groups, what needs a look first; refused files by reason.
import { clear, el } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { measured } from "./facts.js";
import { swatch } from "./layers.js";
import { byMost, grouped } from "./model.js";
import { section } from "./parts.js";
import { groupName, groupNote, qualityName } from "./words.js";

const REFUSED_SHOWN = 50;

/** The list in `box`; a click on a frame tells `pick(id)`. */
export class FrameList {
  constructor(box, pick) {
    Object.assign(this, { box, pick, open: new Set(["defect", "unplaced"]), picked: null });
  }

  draw({ photos }) {
    const groups = grouped(photos);
    if (groups.length === 1) this.open.add(groups[0][0]);
    const body = groups.length
      ? groups.map(([group, list]) => this.group(group, list))
      : el("p", { class: "mid" }, t("还没有入库的照片。把存储卡拖到左侧即可。"));
    clear(this.box, section(t("照片"), t("{n} 张", { n: number(photos.length) }), body));
    if (this.picked !== null) this.mark(this.picked);
  }

  group(group, list) {
    const grid = el("div", { class: "grid" });
    const box = el(
      "details", { class: "group", open: this.open.has(group), "data-group": group },
      el("summary", {}, swatch(group), el("span", { class: "grow" }, groupName(group)), el("span", { class: "dim" }, number(list.length))),
      el("p", { class: "small dim" }, groupNote(group)), grid,
    );
    const fill = () => grid.childElementCount || grid.append(...list.map((photo) => this.figure(photo)));
    box.addEventListener("toggle", () => {
      this.open[box.open ? "add" : "delete"](group);
      if (box.open) fill();
    });
    if (box.open) fill();
    return box;
  }

  figure(photo) {
    const picture = photo.thumb_url
      ? el("img", { src: photo.thumb_url, alt: "", loading: "lazy" })
      : el("span", { class: "noimg" });
    const quality = photo.quality ?? [];
    const words = quality.map((entry) => [qualityName(entry), measured(photo, entry)].filter(Boolean).join(" "));
    const name = [t("看原图 {name}", { name: photo.filename }), ...quality.map((entry) => entry.text)].join(t("，"));
    return el(
      "figure", { "data-photo": photo.id },
      el("button", { type: "button", onclick: () => this.pick(photo.id), "aria-label": name, title: quality.map((entry) => entry.text).join("\n") }, picture),
      el("figcaption", { class: "mono" }, photo.filename),
      words.map((word) => el("figcaption", { class: "dim" }, word)),
      photo.flags.some((flag) => flag.code === "photo.nir_converted") ? el("figcaption", { class: "dim" }, t("近红外改装")) : null,
    );
  }

  mark(photoId) {
    this.picked = photoId;
    for (const node of this.box.querySelectorAll("[data-photo]")) {
      const current = node.dataset.photo === String(photoId);
      node.toggleAttribute("aria-current", current);
    }
  }
}

/** Refused files grouped by reason, the most frequent first, each with its measured value and limit. */
export function drawRefused(box, refused) {
  if (!refused.length) return clear(box);
  const groups = byMost(refused, (entry) => entry.code);
  return clear(box, section(
    t("退回的文件"), t("{n} 个", { n: number(refused.length) }),
    groups.map(([, entries]) => reason(entries)),
    el("p", { class: "small dim gap" }, t("退回的文件没有入库；更正后可重新上传，其余照片不受影响。")),
  ));
}

function reason(entries) {
  const { text } = entries[0];
  const same = entries.every((entry) => entry.text === text);
  const rows = entries.slice(0, REFUSED_SHOWN).map((entry) => el("tr", {}, el("td", { class: "mono" }, entry.file), same ? null : el("td", { class: "mid small" }, entry.text)));
  const more = entries.length > REFUSED_SHOWN ? el("p", { class: "small dim" }, t("另有 {n} 个", { n: entries.length - REFUSED_SHOWN })) : null;
  return el(
    "details", { class: "group", open: entries.length <= 5 },
    el("summary", {}, el("span", { class: "grow" }, same ? text : shared(entries.map((entry) => entry.text))), el("span", { class: "dim" }, number(entries.length))),
    el("table", { class: "tbl tbl--wrap" }, el("tbody", {}, rows)), more,
  );
}

// What the sentences of one reason begin with: "模糊：清晰度 0.11" and "模糊：清晰度 0.14" are "模糊".
function shared(texts) {
  let length = 0;
  while (texts.every((text) => length < text.length && text[length] === texts[0][length])) length += 1;
  const words = texts[0].slice(0, length).replace(/[\s\d.,，：:（(“"]+$/u, "").split(/[：:]/u)[0];
  return words.length > 1 ? words : texts[0];
}

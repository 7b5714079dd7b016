// The flight record: who flew what and where it is allowed; the server checks it on every save.
import { ApiError, csrf } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const NUMBERS = new Set(["permitted_height_m", "wind_m_s"]);
const FIELDS = [
  "pilot", "licence", "aircraft", "registration", "airspace", "uom_number", "weather", "wind_m_s", "permitted_height_m", "approval_number",
];

// What need not be filled in: the name where a pilot's own account brought the card, the UOM number in suitable airspace, the approval below the permitted height.
function isMissing({ record = {}, checks = [], pilot }, name) {
  if (name === "pilot") return !pilot;
  if (name === "uom_number" && record.airspace !== "controlled") return false;
  if (name === "approval_number" && !checks.some((check) => check.code === "flight.approval_missing")) return false;
  return !record[name] && record[name] !== 0;
}

/** The form; `saved(flight)` is told what the server answered. */
export class Record {
  constructor(form, saved) {
    Object.assign(this, { form, saved, flight: null, dirty: false });
    form.addEventListener("input", () => { this.dirty = true; });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  /** Fill the form; what a person is typing is not overwritten by a reload. */
  fill(flight) {
    this.flight = flight;
    this.form.elements.pilot.placeholder = flight.record?.pilot ? "" : flight.pilot ?? "";
    const empty = FIELDS.filter((name) => isMissing(flight, name)).length;
    $("#record-state").textContent = empty ? t("{n} 项未填", { n: empty }) : t("已填全");
    if (this.dirty) return;
    for (const name of FIELDS) this.form.elements[name].value = flight.record?.[name] ?? "";
  }

  /** Every field; an empty one is null and clears what the record held. */
  values() {
    const record = {};
    for (const name of FIELDS) {
      const text = this.form.elements[name].value.trim();
      record[name] = text === "" ? null : NUMBERS.has(name) ? Number(text) : text;
    }
    return record;
  }

  async save() {
    const button = this.form.querySelector("[type=submit]");
    button.disabled = true;
    this.say("");
    try {
      const flight = await put(`flights/${this.flight.id}/record`, { record: this.values(), version: this.flight.version });
      this.dirty = false;
      $("#record-said").textContent = t("已保存");
      this.saved(flight);
    } catch (error) {
      this.say(error.message);
    } finally {
      button.disabled = false;
    }
  }

  say(words) {
    const why = $("#record-why");
    why.textContent = words;
    why.hidden = !words;
    if (words) $("#record-said").textContent = "";
  }
}

/** What the checks of the record say, worst first, with the way to the form. */
export function drawChecks(box, flight, open) {
  const checks = flight.checks ?? [];
  if (!checks.length && flight.can_be_evidence !== false) return clear(box);
  return clear(
    box,
    el(
      "div", { class: "up-why stack" },
      flight.can_be_evidence === false ? el("p", {}, el("b", {}, t("本次飞行暂不能作证据"))) : null,
      el("ul", { class: "stack" }, checks.map((check) => el("li", {}, check.text))),
      el("button", { type: "button", class: "btn btn--small", onclick: open }, t("去飞行记录")),
    ),
  );
}

async function put(path, body) {
  const response = await fetch(`/api/v1/${path}`, {
    method: "PUT", credentials: "same-origin", body: JSON.stringify(body),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": csrf() },
  }).catch(() => {
    throw new ApiError({ code: "network", detail: t("连不上服务器，请检查网络后重试。"), status: 0 });
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError({ ...answer, detail: answer.detail ?? response.statusText, status: response.status });
  return answer;
}

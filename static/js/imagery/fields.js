// The optional facts about a scene: read from the form, written into upload metadata or a PATCH.
import { clock, isoDate } from "../lib/format.js";
import { t } from "../lib/i18n.js";

export const ROLES = [
  "coastal", "blue", "green", "red", "rededge705", "rededge740",
  "rededge783", "nir", "nir08", "swir16", "swir22", "vv", "vh",
];

/** The word of a band role; unknown ones keep their key. */
export function roleName(role) {
  const names = {
    coastal: t("海岸蓝"), blue: t("蓝"), green: t("绿"), red: t("红"),
    rededge705: t("红边 705"), rededge740: t("红边 740"), rededge783: t("红边 783"),
    nir: t("近红外"), nir08: t("窄近红外"), swir16: t("短波红外 1.6"), swir22: t("短波红外 2.2"),
    vv: t("VV 极化"), vh: t("VH 极化"),
  };
  return names[role] ?? role;
}

/** Band roles of the inputs named band-<role>: {role: number}; empty ones are left out. */
export function readBands(form) {
  const bands = {};
  for (const role of ROLES) {
    const value = form.elements[`band-${role}`]?.value;
    if (value) bands[role] = Number(value);
  }
  return bands;
}

/** A number field's value, or null when it is empty. */
export function readNumber(form, name) {
  const value = form.elements[name]?.value?.trim();
  return value ? Number(value) : null;
}

/** A datetime-local field, read as Beijing time like every time on the pages, or null. */
export function readTime(form, name) {
  const value = form.elements[name]?.value;
  return value ? `${value.length === 16 ? `${value}:00` : value}+08:00` : null;
}

/** An ISO time as a datetime-local field wants it, in Beijing time. */
export function localTime(iso) {
  return iso ? `${isoDate(iso)}T${clock(iso)}` : "";
}

/** Everything the form declares, as tus metadata (texts only, empty ones left out). */
export function metadataOf(form, station, filename) {
  const bands = readBands(form);
  const facts = {
    filename,
    station: station?.code ?? null,
    source_kind: form.elements.source_kind.value,
    taken_at: readTime(form, "taken_at"),
    baseline: form.elements.baseline.checked ? "true" : null,
    bands: Object.keys(bands).length ? JSON.stringify(bands) : null,
    scale: readNumber(form, "scale"),
    offset: readNumber(form, "offset"),
    cloud_band: readNumber(form, "cloud_band"),
  };
  return compact(facts);
}

/** A dictionary of texts without the fields that hold nothing. */
export function compact(facts) {
  const kept = Object.entries(facts).filter(([, value]) => value !== null && value !== "");
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

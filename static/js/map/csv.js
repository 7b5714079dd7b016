// The list as a file that a spreadsheet opens: UTF-8 with its mark, no cell that runs as a formula.

import { isoDate } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { data } from "./model.js";

const textOf = (value) => (value instanceof Node ? value.textContent : String(value ?? ""));

/** One cell; a leading =, +, -, @, tab or return is kept from being read as a formula. */
export function cell(value) {
  const text = textOf(value);
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return ["\"", ",", "\n", "\r"].some((c) => safe.includes(c)) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Save stations and columns as a CSV file. */
export function saveCsv(stations, columns) {
  const place = [t("经度"), t("纬度")];
  const head = [t("编号")].concat(columns.map((c) => c.title), place);
  const rows = stations.map((s) => [s.code, ...columns.map((c) => c.cell(s)), s.lon, s.lat]);
  const text = [head, ...rows].map((line) => line.map(cell).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${t("站点")}-${isoDate(data.asOf)}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}

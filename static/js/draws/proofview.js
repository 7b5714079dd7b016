// A replayed draw for its reader: the result, the seed's recipe, the frozen pools.
import { word } from "./proofwords.js";
import { FORMAT } from "./seed.js";

function el(tag, attrs, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) node.setAttribute(name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const section = (title, ...children) => el("section", { class: "sec stack" }, el("h2", {}, title), ...children);

/** A table: heads as [word, class], rows as lists of cells. */
function table(heads, rows) {
  const cells = (tag, list) => list.map(([text, kind], n) => el(tag, { class: kind ?? heads[n]?.[1] ?? "" }, text));
  const head = el("tr", {}, heads.map(([text, kind]) => el("th", { scope: "col", class: kind ?? "" }, text)));
  const body = rows.map((row) => el("tr", {}, cells("td", row.map((cell) => (Array.isArray(cell) ? cell : [cell])))));
  return el("div", { class: "wide" }, el("table", { class: "tbl tbl--wrap" }, el("thead", {}, head), el("tbody", {}, body)));
}

/** Everything of a draw that was replayed, as nodes. */
export function proof(draw) {
  return [result(draw), changes(draw), recipe(draw), strata(draw), pools(draw)].filter(Boolean);
}

function skipText(skips) {
  return skips.map(({ inspector, reason }) => `${inspector} ${word(`reason_${reason}`)}`).join(" · ") || word("none");
}

function result({ result: made, pools: frozen }) {
  const names = new Map(frozen.objects.map((o) => [o.id, o]));
  const rows = made.drawn.map((row, n) => [
    String(n + 1), `${names.get(row.object).name} ${row.object}`, word(`how_${row.how}`), row.inspectors.join(" "), skipText(row.skips),
  ]);
  const heads = [[word("place"), "num"], [word("station")], [word("how")], [word("inspectors"), "mono"], [word("skipped"), "small mid"]];
  return section(word("result"), table(heads, rows));
}

function changes({ changes: list, pools: frozen }) {
  if (!list.length) return null;
  const names = new Map(frozen.objects.map((o) => [o.id, o.name]));
  const lines = list.flatMap((change) => change.redraws.map((redraw) => {
    const now = redraw.inspectors.join(" ") || word("nobody");
    const text = word(`change_${change.kind}`, { inspector: change.inspector, station: names.get(redraw.object), now });
    return el("li", {}, `${change.at.slice(0, 10)} ${text}`);
  }));
  return section(word("changes"), el("ul", { class: "stack" }, lines));
}

function recipe(draw) {
  const lines = [FORMAT, draw.draw, draw.pool_hash, ...draw.commits, ...draw.secrets, draw.public_entropy ?? ""];
  return section(
    word("recipe"),
    el("p", { class: "small mid" }, word("recipe_text")),
    el("pre", { class: "mono hashes recipe" }, lines.map((line) => `${line}\n`).join("")),
    el("p", {}, `${word("seed")} `, el("span", { class: "mono hashes" }, draw.seed)),
    el("p", { class: "small mid" }, word("commit_text")),
    el("p", { class: "small mid" }, word("key_text")),
  );
}

function strata({ result: made }) {
  const rows = made.strata.map((row) => [row.stratum, String(row.size), String(row.forced), String(row.drawn)]);
  return section(word("strata"), table([[word("stratum"), "mono"], [word("size"), "num"], [word("forced"), "num"], [word("drawn"), "num"]], rows));
}

function pools({ pools: frozen }) {
  const rows = frozen.objects.map((o) => [
    `${o.name} ${o.id}`, o.stratum, String(o.weight), String(o.parts.months), String(o.parts.credit), String(o.parts.complaints),
    o.forced ? word("how_forced") : "",
  ]);
  const heads = [
    [word("station")], [word("stratum"), "mono"], [word("weight"), "num"], [word("months"), "num"], [word("credit"), "num"],
    [word("complaints"), "num"], [word("forced")],
  ];
  return section(word("pools"), table(heads, rows));
}

// A finding's picture, small: its outline in the middle of what lies around it.
import { el, svg } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { cased } from "./overlay.js";
import { pictureOf } from "./picture.js";
import { extent } from "./view.js";

const AROUND = 1.8;
const LEAST = 0.18;

/** An SVG of the current picture cut round the outline. */
export function thumb(finding) {
  const entry = finding.evidence.find(({ kind, url }) => kind === "current" && url);
  if (!entry) return el("span", { class: "thumb-none" }, t("没有证据图"));
  const picture = pictureOf(entry);
  const [width, height] = picture.side;
  const [west, north, east, south] = extent(picture.polygons) ?? [0, 0, width, height];
  const side = Math.min(width, Math.max(AROUND * Math.max(east - west, south - north), LEAST * width));
  const x = between((west + east - side) / 2, width - side);
  const y = between((north + south - side) / 2, height - side);
  const lines = picture.polygons.flatMap((ring) => cased("path", { d: `M${ring.map((p) => p.join(" ")).join("L")}Z` }, { width: 2 }));
  return svg(
    "svg",
    { class: "thumb", viewBox: `${x} ${y} ${side} ${side}`, "aria-hidden": "true" },
    svg("image", { href: entry.url, width: entry.width, height: entry.height, preserveAspectRatio: "none" }),
    lines,
  );
}

const between = (value, most) => Math.max(0, Math.min(value, Math.max(most, 0)));

// What this person may do, and into which issues a lead may be merged.
import { get, query } from "../lib/api.js";

/** The rights the server wrote on the page: {accept, propose, decide}. */
export function rightsOf({ dataset: { accept, review, propose } }) {
  return { accept: accept === "yes", propose: propose === "yes" && accept !== "yes", decide: review === "yes" };
}

/** The station's issues that are not closed, the nearest first, at most nine. */
export async function openIssues(finding) {
  const near = finding.near_issues ?? [];
  const { items } = await get(query("issues", { station: finding.station.code })).catch(() => ({ items: [] }));
  const others = items.filter((issue) => issue.state !== "closed" && !near.some((one) => one.number === issue.number));
  return [...near, ...others].slice(0, 9);
}

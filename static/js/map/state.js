// What the map shows, kept in one object and in the address bar, so that a view can be sent on.

export const OVERLAYS = ["overall", "issues", "freshness", "site"];
export const FACETS = ["level", "kind", "district", "company", "remote"];

/** The state. `hidden` holds, per facet, the values switched off. */
export const state = {
  overlay: "overall",
  hidden: Object.fromEntries(FACETS.map((f) => [f, new Set()])),
  station: null,
  box: null,
  onlyInView: false,
  sort: { key: "level", down: false },
  marks: true,
};

const listeners = new Set();

/** Call `listener(changed)` after every change; `changed` is a set of what changed. */
export function subscribe(listener) {
  listeners.add(listener);
}

/** Change the state, write it into the address bar, tell everybody. */
export function update(changes) {
  Object.assign(state, changes);
  write();
  const changed = new Set(Object.keys(changes));
  for (const listener of listeners) listener(changed);
}

/** Switch one value of a facet on or off. */
export function toggle(facet, value) {
  const set = new Set(state.hidden[facet]);
  if (!set.delete(value)) set.add(value);
  hide(facet, set);
}

/** Set which values of a facet are switched off. */
export function hide(facet, values) {
  update({ hidden: { ...state.hidden, [facet]: new Set(values) } });
}

/** Show everything again. */
export function clearFilters() {
  update({ hidden: Object.fromEntries(FACETS.map((f) => [f, new Set()])) });
}

export const filtered = () => FACETS.some((f) => state.hidden[f].size > 0);

/** The address's query for a state. */
export function toQuery(current) {
  const query = new URLSearchParams();
  if (current.overlay !== "overall") query.set("overlay", current.overlay);
  for (const facet of FACETS) {
    if (current.hidden[facet].size) query.set(`no_${facet}`, [...current.hidden[facet]].sort().join(","));
  }
  if (current.box) query.set("box", current.box.map((v) => v.toFixed(4)).join(","));
  if (current.station) query.set("station", current.station);
  if (current.onlyInView) query.set("view", "1");
  return query;
}

/** The part of a state that an address's query gives; nonsense is ignored. */
export function fromQuery(query) {
  const overlay = query.get("overlay");
  const box = (query.get("box") ?? "").split(",").map(Number);
  const fits = box.length === 4 && box.every(Number.isFinite) && box[0] < box[2] && box[1] < box[3];
  return {
    overlay: OVERLAYS.includes(overlay) ? overlay : "overall",
    hidden: Object.fromEntries(
      FACETS.map((f) => [f, new Set((query.get(`no_${f}`) ?? "").split(",").filter(Boolean))]),
    ),
    box: fits ? box : null,
    station: query.get("station"),
    onlyInView: query.get("view") === "1",
  };
}

/** Read the address bar into the state. */
export function read() {
  Object.assign(state, fromQuery(new URLSearchParams(location.search)));
}

function write() {
  const query = toQuery(state).toString().replaceAll("%2C", ",");
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

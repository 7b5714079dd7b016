// The state of the desk: which leads, which one is on the stage, what the page shows of it.
import { get, query } from "../lib/api.js";
import { $, $$, clear } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { drawBar, sayDone } from "./bar.js";
import { awaitPictures } from "./coming.js";
import { empty, emptySource, failure } from "./empty.js";
import { facts, more } from "./facts.js";
import { Filter } from "./filter.js";
import { rightsOf } from "./may.js";
import { fetchAhead } from "./prefetch.js";
import { drawQueue, inOrder, neighbour } from "./queue.js";
import { drawSource, isNarrow, narrow, widen } from "./source.js";
import { drawHead, drawSides, drawStrip } from "./stagehead.js";
import { decidedText, undecided } from "./words.js";

const MOST = 500;
const LOOK_AGAIN_MS = 300;
const AHEAD = [1, 2, -1, 3];

/** Everything the page knows; `acts` are the functions its buttons and keys call. */
export class Desk {
  constructor({ page, stage, verdict, undo }) {
    Object.assign(this, { page, stage, verdict, undo, acts: {}, types: [], findings: [], id: null });
    this.wanted = new URLSearchParams(location.search);
    Object.assign(this, { sort: this.wanted.get("sort") ?? "confidence", busy: false, done: 0, frame: null, again: 0 });
    this.rights = rightsOf(page);
    this.filter = new Filter(this.wanted, (reload) => (reload ? this.load({ anew: true }) : this.narrowed()));
  }

  get finding() {
    return this.findings.find(({ id }) => id === this.id) ?? this.frame;
  }

  /** What is listed: what passes the filter, and whatever is on the stage. */
  get listed() {
    return this.filter.of(this.findings);
  }

  get walksAll() {
    return this.filter.state !== "pending";
  }

  async load({ anew = false } = {}) {
    try {
      const answer = await get(query("findings", { state: this.filter.state, ...narrow(this.wanted), sort: this.sort, limit: MOST }));
      const kept = anew || this.walksAll ? [] : this.findings.filter(({ state }) => state !== "pending");
      const fresh = answer.items.filter(({ id }) => !kept.some((old) => old.id === id));
      this.findings = [...fresh, ...kept];
      Object.assign(this, { unseen: answer.unseen_stations, source: answer.source, waiting: answer.waiting });
      await this.openAsked();
      this.page.classList.remove("is-loading");
      this.redraw();
    } catch (error) {
      failure(this.page, error, () => this.load());
    }
  }

  // A link may point at a finding that is no longer waiting, or at a scene to draw on.
  async openAsked() {
    const asked = Number(this.wanted.get("finding")) || null;
    if (asked && !this.id && !this.findings.some(({ id }) => id === asked)) {
      const finding = await get(`findings/${asked}`).catch(() => null);
      if (finding) this.findings.push(finding);
    }
    const scene = this.wanted.get("scene");
    if (scene && !this.frame) this.frame = await drawingGround(scene, this.wanted.get("station"));
    if (this.frame && !this.id && !asked) return;
    const first = this.walksAll ? this.listed[0] : this.listed.find(({ state }) => state === "pending");
    const known = this.findings.find(({ id }) => id === this.id) ?? this.findings.find(({ id }) => id === asked);
    this.id = known?.id ?? first?.id ?? null;
  }

  redraw() {
    const waiting = this.findings.filter(({ state }) => state === "pending").length;
    const count = this.walksAll ? this.findings.length : waiting;
    const more = this.filter.state === "pending" && this.waiting > MOST ? t("，共 {n} 条待研判", { n: this.waiting }) : "";
    $("#count").textContent = t("{n} 条", { n: count }) + more;
    const badge = $(".nav [data-count=eye]");
    if (badge && !isNarrow(this.wanted) && !this.walksAll) badge.textContent = waiting;
    $("#done").textContent = t("本次已判 {n}", { n: this.done });
    for (const button of $$("[data-sort]")) button.setAttribute("aria-pressed", String(button.dataset.sort === this.sort));
    this.filter.draw(this.findings);
    drawSource($("#f-source"), this.source, () => this.widen());
    drawQueue($("#queue"), this.listed, this.id, (id) => this.pick(id));
    this.page.classList.toggle("is-empty", !this.finding && !this.walksAll && this.filter.least === 0);
    this.page.classList.toggle("is-blank", !this.finding);
    if (this.finding) this.show();
    else if (this.source) emptySource(this.page, this.source);
    else empty(this.page, this.unseen);
  }

  show() {
    const { finding } = this;
    if (this.shown !== finding) {
      this.close();
      this.hush();
    }
    this.shown = finding;
    this.stage.put(finding);
    drawHead($("#stage-head"), finding);
    drawSides($("#sides"), finding);
    drawStrip($("#strip"), this.stage);
    this.panel();
    this.ahead();
    if (finding.pictures_coming) awaitPictures(this, finding);
  }

  /** Show all leads again, not only those of one flight or image. */
  widen() {
    widen(this.wanted);
    this.frame = null;
    this.load({ anew: true });
  }

  // Beside the stage: what is known, and what accepting would mean.
  panel() {
    const { finding, rights } = this;
    clear($("#facts"), facts(finding, this.acts));
    clear($("#more"), more(finding, this.acts));
    this.papers.draw();
    const open = finding.id && undecided(finding) && (rights.accept || rights.propose || rights.decide);
    $("#accept-box").hidden = !open;
    if (finding.id) this.verdict.put(finding);
    this.bar();
  }

  bar() {
    if (this.finding) drawBar($("#bar"), this.finding, this.rights, this.acts, this.busy);
  }

  // The neighbours' pictures now; whether this one has been decided meanwhile, a little later.
  ahead() {
    const at = inOrder(this.listed);
    const here = at.findIndex(({ id }) => id === this.id);
    fetchAhead([at[here], ...AHEAD.map((step) => at[here + step])]);
    clearTimeout(this.again);
    if (this.id) this.again = setTimeout(() => this.refresh(this.id), LOOK_AGAIN_MS);
  }

  /** Look again at a finding; what others did to it meanwhile is shown before a key is pressed. */
  async refresh(id) {
    const fresh = await get(`findings/${id}`).catch(() => null);
    const finding = this.findings.find((one) => one.id === id);
    if (!fresh || !finding || this.busy || fresh.version === finding.version) return;
    const taken = undecided(finding) && !undecided(fresh);
    Object.assign(finding, fresh);
    if (this.id !== id) return;
    this.panel();
    drawQueue($("#queue"), this.listed, this.id, (one) => this.pick(one));
    if (taken) this.say(decidedText(fresh));
  }

  pick(id) {
    this.id = id;
    const address = new URL(location.href);
    address.searchParams.set("finding", id);
    history.replaceState(null, "", address);
    this.redraw();
  }

  step(by) {
    const next = neighbour(this.listed, this.id, by, this.walksAll) ?? (this.id ? null : inOrder(this.listed)[0]);
    if (next) this.pick(next.id);
  }

  /** Where to go on once these findings are decided; asked before their states change. */
  after(decided) {
    const gone = new Set(decided.map(({ id }) => id));
    const walk = inOrder(this.listed).filter(({ id, state }) => id === this.id || (!gone.has(id) && (this.walksAll || state === "pending")));
    const here = walk.findIndex(({ id }) => id === this.id);
    return walk[here + 1] ?? walk[here - 1] ?? this.finding;
  }

  add(finding) {
    this.findings = [finding, ...this.findings];
    this.pick(finding.id);
  }

  // The filter was moved: what is on the stage stays unless it is hidden now.
  narrowed() {
    if (!this.listed.some(({ id }) => id === this.id)) this.id = inOrder(this.listed)[0]?.id ?? null;
    const field = document.activeElement;
    this.redraw();
    field?.focus();
  }

  /** A line over the stage: what a tool waits for, what was measured. */
  say(...nodes) {
    const box = $("#tell");
    clear(box, nodes);
    box.hidden = false;
  }

  hush() {
    $("#tell").hidden = true;
  }

  close() {
    clear($("#sheet"));
  }

  /** After a bulk decision: every finding as it is now, and a way back for all of them. */
  settleMany(decided, back) {
    const next = this.after(decided);
    for (const after of decided) {
      const known = this.findings.find(({ id }) => id === after.id);
      if (known) Object.assign(known, after);
      else this.findings.push(after);
    }
    this.done += decided.length;
    if (!decided.length) {
      this.redraw();
      return;
    }
    const left = sayDone($("#said"), t("已判 {n} 条", { n: decided.length }), { undo: back });
    this.undo.start(left, back, () => { $("#said").hidden = true; });
    this.pick(next.id);
  }
}

async function drawingGround(scene, station) {
  if (!station) return null;
  const found = await get(query("findings/frame", { scene, station })).catch(() => null);
  return found && { id: null, state: "drawing", ...found, evidence: [found.frame], reference: null, actions: [] };
}

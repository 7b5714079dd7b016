// Sending decisions: one wins, and whoever comes second keeps what was typed.
import { get, post } from "../lib/api.js";
import { $ } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { sayDone, sayProblem } from "./bar.js";
import { draftOf, keepDraft } from "./drafts.js";
import { decidedText, undecided } from "./words.js";

/** Decides, takes back and re-opens for a desk. */
export class Sending {
  constructor(desk) {
    Object.assign(this, { desk, changing: null });
  }

  /** Send a decision about the finding on the stage; `say(answer)` is what is said of it. */
  async decide(verb, body, say) {
    const { desk } = this;
    const { finding } = desk;
    if (this.changing && !(await this.changing)) return; // another type comes before what rests on it
    if (!finding?.id || desk.finding !== finding || !undecided(finding) || desk.busy) return;
    await this.send(finding, verb, { note: $("#note").value.trim(), ...body }, (answer) => this.settle(finding, answer, say));
  }

  /** Send what is no decision of a waiting finding: re-open, release, another type. */
  async change(verb, body, say, before = () => {}) {
    const { finding } = this.desk;
    if (!finding?.id || this.desk.busy) return false;
    return this.send(finding, verb, body, (answer) => {
      before(finding);
      Object.assign(finding, answer.finding);
      this.desk.redraw();
      sayDone($("#said"), say);
    });
  }

  /** Re-open; the words of the decision that goes become a draft to go on with. */
  reopen(note) {
    const keep = ({ id, decided }) => !draftOf(id) && decided?.note && keepDraft(id, decided.note);
    return this.change("reopen", { note }, t("已重新打开，线索回到待研判"), keep);
  }

  /** Store another type alone; a decision pressed meanwhile waits for it. */
  async reclass(type) {
    this.changing = this.change("reclass", { code: type.code }, t("类型已改为 {code} {name}，线索仍待研判", { code: type.code, name: type.name }));
    if (await this.changing) this.desk.verdict.choose(type);
    this.changing = null;
  }

  async send(finding, verb, body, settle) {
    const { desk } = this;
    desk.busy = true;
    desk.bar();
    try {
      const answer = await post(`findings/${finding.id}/${verb}`, { ...body, version: finding.version });
      desk.busy = false;
      desk.close();
      settle(answer);
      return true;
    } catch (error) {
      desk.busy = false;
      await this.lost(finding, error);
      return false;
    } finally {
      desk.busy = false;
      desk.bar();
    }
  }

  settle(finding, answer, say) {
    const { desk } = this;
    const after = answer.finding ?? answer;
    const next = desk.after([finding]);
    keepDraft(finding.id, "");
    Object.assign(finding, after);
    const decided = after.state !== "pending";
    if (decided) desk.done += 1;
    const number = answer.issue?.number;
    const takeBack = decided ? () => this.back([finding]) : null;
    desk.pick((decided ? next : finding).id);
    const left = sayDone($("#said"), say(answer), { link: number ? `/issues/${number}` : null, undo: takeBack });
    desk.undo.start(left, takeBack, () => { $("#said").hidden = !number; });
  }

  /** Take decisions back, one after the other; what cannot be taken back is said. */
  async back(findings) {
    const { desk } = this;
    desk.undo.stop();
    const problems = [];
    for (const finding of findings) {
      try {
        const answer = await post(`findings/${finding.id}/undo`, {});
        Object.assign(finding, answer.finding ?? answer);
        desk.done -= 1;
      } catch (error) {
        problems.push(error.message);
      }
    }
    if (problems.length < findings.length) desk.pick(findings.find(undecided)?.id ?? findings[0].id);
    if (problems.length) sayProblem($("#said"), problems.join(t("；")));
    else sayDone($("#said"), findings.length > 1 ? t("已撤回 {n} 条", { n: findings.length }) : t("已撤回，线索回到待研判"));
  }

  // Somebody else was first: show who and when, keep what was typed.
  async lost(finding, error) {
    const { desk } = this;
    const mine = $("#note").value.trim() || draftOf(finding.id);
    keepDraft(finding.id, mine);
    const fresh = error.status === 409 ? await get(`findings/${finding.id}`).catch(() => null) : null;
    const taken = fresh && undecided(finding) && !undecided(fresh);
    if (fresh) Object.assign(finding, fresh);
    desk.close();
    if (fresh) desk.redraw();
    sayProblem($("#said"), taken ? t("{who}，您的意见未提交", { who: decidedText(fresh) }) : error.message, mine);
  }
}

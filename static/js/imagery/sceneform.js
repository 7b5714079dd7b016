// What was guessed from the file, open to correction; saving starts the detection again.
import { patch } from "../lib/api.js";
import { $ } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { localTime, readBands, readNumber, readTime, ROLES } from "./fields.js";

/** The form of one scene. Sends only what was changed. */
export class SceneForm {
  constructor(form, id, saved) {
    Object.assign(this, { form, id, saved, scene: null, touched: false });
    form.addEventListener("input", () => { this.touched = true; });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  fill(scene) {
    this.scene = scene;
    this.form.hidden = scene.state !== "ready";
    $("#guess").textContent = scene.bands_confirmed
      ? t("波段角色已由人确认。")
      : t("波段角色、比例和云波段按文件猜测，请核对；不对就改，保存后按新值重新检测。");
    if (this.touched) return;
    const { elements } = this.form;
    for (const role of ROLES) elements[`band-${role}`].value = scene.bands?.[role] ?? "";
    elements.scale.value = scene.scale ?? "";
    elements.offset.value = scene.offset ?? "";
    elements.cloud_band.value = scene.cloud_band ?? "";
    elements.taken_at.value = localTime(scene.taken_at);
    elements.baseline.checked = Boolean(scene.baseline);
  }

  changes() {
    const { scene, form } = this;
    const bands = readBands(form);
    const all = {
      bands: same(bands, scene.bands ?? {}) && scene.bands_confirmed ? undefined : bands,
      scale: changed(readNumber(form, "scale"), scene.scale),
      offset: changed(readNumber(form, "offset"), scene.offset),
      cloud_band: readNumber(form, "cloud_band") === (scene.cloud_band ?? null) ? undefined : readNumber(form, "cloud_band"),
      taken_at: form.elements.taken_at.value === localTime(scene.taken_at) ? undefined : readTime(form, "taken_at"),
      baseline: form.elements.baseline.checked === Boolean(scene.baseline) ? undefined : form.elements.baseline.checked,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  async save() {
    const [why, said] = [$("#edit-why"), $("#edit-said")];
    const button = this.form.querySelector("[type=submit]");
    why.hidden = true;
    button.disabled = true;
    try {
      await patch(`scenes/${this.id}`, this.changes());
      this.touched = false;
      said.textContent = t("已保存，正在重新检测");
      await this.saved();
    } catch (error) {
      why.textContent = error.message;
      why.hidden = false;
    } finally {
      button.disabled = false;
    }
  }
}

// An emptied number field is no correction: scale and offset always have a value.
function changed(now, before) {
  return now === null || now === before ? undefined : now;
}

function same(a, b) {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}

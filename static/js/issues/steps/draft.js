// What was typed into a form outlives a reload, in this tab alone; files and choices do not.

/** Keeps the texts of a form under a name. */
export class Draft {
  constructor(name, form) {
    this.name = `xunzhan/${name}`;
    this.form = form;
    this.fill();
    form.addEventListener("input", () => this.keep());
  }

  get inputs() {
    return [...this.form.querySelectorAll("textarea[name], input[name]:not([type=file], [type=checkbox], [type=radio])")];
  }

  fill() {
    const kept = this.read();
    for (const input of this.inputs) if (!input.value && kept[input.name]) input.value = kept[input.name];
  }

  keep() {
    const values = Object.fromEntries(this.inputs.filter((one) => one.value).map((one) => [one.name, one.value]));
    try {
      sessionStorage.setItem(this.name, JSON.stringify(values));
    } catch {
      // a browser without storage: the form itself still has it
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.name);
    } catch {
      // nothing was kept
    }
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }
}

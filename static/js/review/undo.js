// Ten seconds to take a decision back, before others act on it.
const SECONDS = 10;

/** Counts down in `label` and forgets the way back at zero. */
export class Undo {
  constructor() {
    Object.assign(this, { timer: 0, act: null });
  }

  start(label, act, ended) {
    this.stop();
    if (!act) return;
    this.act = act;
    let left = SECONDS;
    this.timer = setInterval(() => {
      left -= 1;
      label.textContent = String(left);
      if (left > 0) return;
      this.stop();
      label.closest("button")?.remove();
      ended();
    }, 1000);
  }

  stop() {
    clearInterval(this.timer);
    this.act = null;
  }

  fire() {
    this.act?.();
  }
}

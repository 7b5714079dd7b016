// Pointer and wheel on the stage: zoom at the pointer, pan, pinch, move the swipe.
const GRAB_PX = 26;
const WHEEL = 0.0016;

/** Binds a stage's box; a tool on the stage gets single presses first. */
export class Gestures {
  constructor(stage) {
    Object.assign(this, { stage, pointers: new Map(), swiping: false, moved: false });
    const { box } = stage;
    box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    box.addEventListener("pointerdown", (event) => this.down(event));
    box.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) box.addEventListener(end, (event) => this.up(event));
    box.addEventListener("dblclick", (event) => this.double(event));
  }

  wheel(event) {
    if (!this.stage.pane) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.stage.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 6 : 1) * WHEEL), this.at(event));
  }

  down(event) {
    if (!this.stage.pane || event.button > 0) return;
    this.pointers.set(event.pointerId, event);
    this.moved = false;
    this.swiping = !this.stage.tool && this.pointers.size === 1 && this.swipes(event);
    if (this.swiping) this.swipe(event);
  }

  // Far out, a drag anywhere moves the swipe; near, only one that begins at its line.
  swipes(event) {
    const { stage } = this;
    if (stage.mode !== "swipe" || !stage.before) return false;
    const { left, width } = stage.box.getBoundingClientRect();
    const line = left + (width * Number(stage.range.value)) / 100;
    return stage.view.zoom <= 1 || Math.abs(event.clientX - line) < GRAB_PX;
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) {
      this.stage.tool?.hover(this.at(event), event);
      return;
    }
    if (this.pointers.size === 2) this.pinch(event);
    else if (this.swiping) this.swipe(event);
    else if (this.moved || Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) > 3) this.drag(event, last);
    else return;
    this.moved = true;
    this.pointers.set(event.pointerId, event);
  }

  drag(event, last) {
    const { k } = this.stage.pane.view;
    this.stage.pan([(last.clientX - event.clientX) * k, (last.clientY - event.clientY) * k]);
  }

  pinch(event) {
    const [other] = [...this.pointers.values()].filter((one) => one.pointerId !== event.pointerId);
    const last = this.pointers.get(event.pointerId);
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    this.stage.zoom(apart(event) / apart(last), this.at(middle));
  }

  up(event) {
    const pressed = this.pointers.delete(event.pointerId);
    if (pressed && event.type === "pointerup" && !this.moved && !this.pointers.size) this.stage.tool?.press(this.at(event), event);
    this.swiping = false;
  }

  double(event) {
    if (this.stage.tool) this.stage.tool.finish();
    else this.stage.zoom(2, this.at(event));
  }

  swipe({ clientX }) {
    const { left, width } = this.stage.box.getBoundingClientRect();
    this.stage.range.value = String(((clientX - left) / width) * 100);
    this.stage.part();
  }

  // In side by side, a pointer over the left pane works on the same ground as over the right one.
  at(event) {
    const { panes, pane } = this.stage;
    const under = panes.find((one) => {
      const { left, right } = one.node.getBoundingClientRect();
      return event.clientX >= left && event.clientX <= right;
    });
    return (under ?? pane).at(event);
  }
}

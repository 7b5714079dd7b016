// A worker cuts the pictures of a drawing; they come onto the stage when they are there.
import { get } from "../lib/api.js";

const EVERY_MS = 1000;
let timer = 0;

/** Look for a drawing's pictures as long as it is on the stage; nobody's tool is taken away. */
export function awaitPictures(desk, finding) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const fresh = await get(`findings/${finding.id}`).catch(() => null);
    if (desk.finding !== finding) return;
    if (!fresh || fresh.pictures_coming || desk.stage.tool || desk.busy) awaitPictures(desk, finding);
    else {
      Object.assign(finding, fresh);
      desk.redraw();
    }
  }, EVERY_MS);
}

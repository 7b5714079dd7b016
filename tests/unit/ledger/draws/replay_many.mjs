// One process replays every line of its input: base64 of a file -> {"ok", "seed"} or the difference.
import { createInterface } from "node:readline";

const { replay } = await import(process.argv[2]);
const answers = [];
for await (const line of createInterface({ input: process.stdin })) {
  try {
    answers.push({ ok: true, seed: replay(new Uint8Array(Buffer.from(line, "base64"))).seed });
  } catch (error) {
    answers.push(error.why ? { ok: false, path: error.path, why: error.why } : { crashed: String(error.stack) });
  }
}
process.stdout.write(JSON.stringify(answers));

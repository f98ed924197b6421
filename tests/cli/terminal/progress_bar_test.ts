import { assertEquals, assertMatch } from "@std/assert";
import { formatDuration } from "../../../lib/cli/terminal/progress_bar.ts";
import { runScript } from "../../child.ts";

/** The lines that a bar draws for these steps when standard error is not a terminal. */
async function drawn(steps: readonly Record<string, unknown>[]): Promise<string[]> {
  const { code, stdout, stderr } = await runScript(
    `import { ProgressBar } from "./lib/cli/terminal/progress_bar.ts";
    const bar = new ProgressBar();
    for (const step of ${JSON.stringify(steps)}) bar.update(step);
    bar.stop();`,
  );
  assertEquals([code, stdout], [0, ""]);
  return stderr.split("\n").filter((line) => line !== "");
}

const BAR = "\\[[=-]{24}\\]";

Deno.test("formatDuration: minutes and seconds, rounded; a dash for what is not known", () => {
  assertEquals([0, 0.4, 9.5, 59.6, 75, 3600].map(formatDuration), [
    "0:00",
    "0:00",
    "0:10",
    "1:00",
    "1:15",
    "60:00",
  ]);
  assertEquals([NaN, Infinity].map(formatDuration), ["–", "–"]);
});

Deno.test("ProgressBar: phase, steps, epoch, loss, images a second and the time left", async () => {
  const step = { phase: "train", total: 6, epochs: 2 };
  const lines = await drawn([
    { ...step, done: 3, epoch: 1, loss: 0.123456, imagesPerSecond: 41.7 },
    { ...step, done: 6, epoch: 2, loss: 1234.5678, imagesPerSecond: 9.2 },
  ]);
  assertMatch(
    lines[0]!,
    new RegExp(
      `^training {2}${BAR} {2}3/6 {2}epoch 1/2 {2}loss 0\\.1235 {2}42 images/s {2}0:0\\d left$`,
    ),
  );
  assertMatch(lines[0]!, /\[={12}-{12}\]/);
  assertMatch(
    lines.at(-1)!,
    new RegExp(
      `^training {2}\\[={24}\\] {2}6/6 {2}epoch 2/2 {2}loss 1235 {2}9 images/s {2}took 0:0\\d$`,
    ),
  );
});

Deno.test("ProgressBar: every phase has a bar of its own, without what it does not know", async () => {
  const lines = await drawn([
    { phase: "decode", done: 1, total: 2 },
    { phase: "decode", done: 2, total: 2 },
    { phase: "decode", done: 1, total: 4 },
    { phase: "score", done: 8, total: 8, imagesPerSecond: 100 },
  ]);
  const shown = lines.map((line) => line.replace(/\[.*\]/, "[]").replace(/0:0\d/, "0:00"));
  assertEquals([...new Set(shown)], [
    "decoding  []  1/2  0:00 left",
    "decoding  []  2/2  took 0:00",
    "decoding  []  1/4  0:00 left",
    "scoring   []  8/8  100 images/s  took 0:00",
  ]);
});

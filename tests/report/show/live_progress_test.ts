import { assert, assertEquals, assertMatch } from "@std/assert";
import { DOMParser } from "linkedom";
import { liveProgress } from "../../../lib/report/show/live_progress.ts";
import type { Progress } from "../../../lib/train/progress.ts";
import { runScript } from "../../child.ts";
import { FakeKernel } from "../fake_kernel.ts";

const training = (done: number): Progress => ({
  phase: "train",
  done,
  total: 100,
  epoch: Math.ceil(done / 50),
  epochs: 2,
  loss: 1 / done,
  imagesPerSecond: 321.4,
});

const barsOf = (html: unknown) =>
  [...new DOMParser().parseFromString(String(html), "text/html").querySelectorAll("progress")]
    .map((bar) => [Number(bar.getAttribute("value")), Number(bar.getAttribute("max"))]);

Deno.test("liveProgress: one display, updated in place, ends with the last state", async () => {
  const kernel = new FakeKernel();
  const onProgress = liveProgress({ kernel, interval: 0 });
  for (let done = 1; done <= 100; done++) {
    onProgress(training(done));
    if (done % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await onProgress.settled();
  const { displays } = kernel;
  assert(displays.length > 3);
  assertEquals(new Set(displays.map(({ options }) => options!.display_id)).size, 1);
  assertEquals(displays.map(({ options }) => options!.update), displays.map((_, i) => i > 0));
  assert(displays.every(({ options }) => options!.raw === true));
  const values = displays.map(({ content }) => barsOf(content["text/html"])[0]![0]!);
  assertEquals(values, [...values].sort((a, b) => a - b));
  assertEquals(barsOf(displays.at(-1)!.content["text/html"]), [[100, 100]]);
});

Deno.test("liveProgress: phase, steps, epoch, loss, images a second and time, in both formats", async () => {
  const kernel = new FakeKernel();
  const onProgress = liveProgress({ kernel });
  onProgress(training(25));
  await onProgress.settled();
  const { content } = kernel.displays[0];
  const text = "25/100 · epoch 1/2 · loss 0.04000 · 321 images/s · 0:00 left";
  assertEquals(content["text/plain"], `training  ${text}`);
  assert(String(content["text/html"]).includes(`<span>${text}</span>`));
});

Deno.test("liveProgress: phases that are done stay as lines", async () => {
  const kernel = new FakeKernel();
  const onProgress = liveProgress({ kernel });
  onProgress({ phase: "decode", done: 9, total: 9 });
  onProgress(training(100));
  onProgress({ phase: "score", done: 8, total: 8 });
  onProgress({ phase: "score", done: 1, total: 8 }); // another set
  onProgress({ phase: "score", done: 8, total: 8 });
  await onProgress.settled();
  const { content } = kernel.displays.at(-1)!;
  assertEquals(barsOf(content["text/html"]), [[9, 9], [100, 100], [8, 8], [8, 8]]);
  assertMatch(
    String(content["text/plain"]),
    /^decoding +9\/9 .*\ntraining +100\/100 .*\nscoring +8\/8 .*\nscoring +8\/8 · took 0:00$/,
  );
});

Deno.test("liveProgress: a slow front end gets one update at a time, and few", async () => {
  const kernel = new FakeKernel(5);
  const onProgress = liveProgress({ kernel, interval: 0 });
  for (let done = 1; done <= 100; done++) onProgress(training(done));
  await onProgress.settled();
  assertEquals(kernel.mostAtOnce, 1);
  assert(kernel.displays.length <= 3, `${kernel.displays.length} displays`);
  assertEquals(barsOf(kernel.displays.at(-1)!.content["text/html"]), [[100, 100]]);
});

Deno.test("liveProgress: between two updates the interval passes", async () => {
  const kernel = new FakeKernel();
  const onProgress = liveProgress({ kernel, interval: 3_600_000 });
  for (let done = 1; done < 100; done++) {
    onProgress(training(done));
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
  }
  await onProgress.settled();
  assertEquals(kernel.displays.length, 1);
});

Deno.test("liveProgress: outside of a notebook it prints nothing and ends", async () => {
  const ended = await runScript(`
    import { liveProgress } from ${
    JSON.stringify(import.meta.resolve("../../../lib/report/show/live_progress.ts"))
  };
    const onProgress = liveProgress();
    onProgress(${JSON.stringify(training(1))});
    onProgress(${JSON.stringify(training(100))});
    await onProgress.settled();`);
  assertEquals(ended, { code: 0, stdout: "", stderr: "" });
});

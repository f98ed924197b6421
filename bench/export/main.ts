/**
 * Compares an exported model in other programs with the detector: differences of scores, and times.
 *
 *     deno run -A bench/export/main.ts runs/bottle …
 *
 * Each argument is a model's folder. The images are the first of each kind in `data/sample/bottle`,
 * one at a time; times are medians after one warm-up image. All programs use one thread.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { readAndDispose } from "../../lib/backend/read.ts";
import { decodeImages, fullPath } from "../../lib/data/decode/decode.ts";
import { scalePixels } from "../../lib/data/images/image_set.ts";
import { scoreBatch } from "../../lib/detector/contract/score_batch.ts";
import { exportModel } from "../../lib/export/export_model.ts";
import { median } from "../../lib/metrics/statistics/median.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { loadDetector } from "../../lib/registry/storage.ts";
import { browserObstacle } from "../../tests/browser.ts";
import { onnxObstacle, onnxPython } from "../../tests/export/python.ts";
import { serveFolder } from "../../tests/export/web/serve.ts";
import { orEnd } from "../bad_input.ts";
import { inChromium, inDeno, inNode, inOnnxruntime, type Measured } from "./programs.ts";

const DATA = "data/sample/bottle";
const KINDS = ["good", "broken_large", "broken_small", "contamination"];
const EACH = 5;

/** The results of a program for a model. */
interface Row {
  readonly model: string;
  readonly program: string;
  readonly measured: Measured;
}

if (Deno.args.length === 0) {
  console.error("error: name folders of trained models");
  Deno.exit(2);
}
Deno.env.set("DAAD_THREADS", "1"); // as the other programs, which inherit it
await useBackend();
for (const folder of Deno.args) (await orEnd(() => loadDetector(folder)))[Symbol.dispose]();
const rows: Row[] = [];
for (const folder of Deno.args) rows.push(...await measure(folder));
console.log("| model | program | largest relative difference of a score | ms an image |");
console.log("| --- | --- | ---: | ---: |");
for (const { model, program, measured: { scores, milliseconds } } of rows) {
  const own = rows.find((row) => row.model === model)!.measured.scores;
  const differences = own.map((score, i) => Math.abs(scores[i]! - score) / Math.abs(score));
  const cells = [
    model,
    program,
    Math.max(...differences).toExponential(1),
    milliseconds.toFixed(0),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

async function measure(folder: string): Promise<Row[]> {
  using detector = await loadDetector(folder);
  const { imageSize: size, channels, resize } = detector.config;
  const files = KINDS.flatMap((type) =>
    Array.from({ length: EACH }, (_, i) => ({
      path: `test/${type}/${String(i).padStart(3, "0")}.jpg`,
      label: type === "good" ? 0 : 1,
      type,
    } as const))
  );
  for (const { path } of files) await Deno.stat(fullPath(DATA, path));
  const set = await decodeImages(DATA, files, { size, channels, resize });
  const images = await Promise.all(files.map((_, i) => set.read([i])));
  const shape = [1, size, size, channels] as const;
  const temporary = await Deno.makeTempDir();
  try {
    for (const to of ["onnx", "web"] as const) {
      await exportModel({ model: folder, to, out: `${temporary}/${to}` });
    }
    await using server = serveFolder(`${temporary}/web`);
    const job = { url: server.url, folder: temporary, images, shape };
    const python = onnxPython;
    if (onnxObstacle) console.error(`ONNX in onnxruntime: skipped: ${onnxObstacle}`);
    const programs: [string, () => Promise<Measured>][] = [
      ["the detector, TensorFlow", () => own(images)],
      ["tfjs in Deno, WebAssembly", () => inDeno(job)],
      ["tfjs in Node, WebAssembly", () => inNode(job)],
      ...(browserObstacle() ? [] : (["wasm", "webgl"] as const).map((backend) =>
        [
          `tfjs in Chromium, ${backend === "wasm" ? "WebAssembly" : "WebGL"}`,
          () => inChromium(job, backend),
        ] as [string, () => Promise<Measured>]
      )),
      ...(python
        ? [["ONNX in onnxruntime", () => inOnnxruntime(job, python)] as [
          string,
          () => Promise<Measured>,
        ]]
        : []),
    ];
    const model = runTitle({ method: detector.method, config: { ...detector.config } });
    const measured: Row[] = [];
    for (const [program, run] of programs) {
      console.error(`${model}: ${program} …`);
      measured.push({ model, program, measured: await run() });
    }
    return measured;
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }

  async function own(images: readonly Uint8Array[]): Promise<Measured> {
    const scores: number[] = [];
    const times: number[] = [];
    for (const pixels of [images[0]!, ...images]) {
      const start = performance.now();
      const images = tf.tensor4d(scalePixels(pixels), [...shape]);
      const results = await readAndDispose(
        await scoreBatch(detector, images, ({ scores, maps }) => ({
          scores,
          maps: maps ?? tf.scalar(0),
        })),
      );
      images.dispose();
      times.push(performance.now() - start);
      scores.push(results.scores![0]!);
    }
    return { scores: scores.slice(1), milliseconds: median(times.slice(1)) };
  }
}

/**
 * The programs that run an exported model.
 *
 * @module
 */
import type * as tfjs from "@tensorflow/tfjs";
import { launchBrowser } from "../../tests/browser.ts";

/** The images to score, and the locations of the exported models. */
export interface Job {
  /** The exported page. */
  readonly url: string;
  /** The folder of the exports `onnx` and `web`. */
  readonly folder: string;
  /** The images, each of `shape`, with 8 bits per value. */
  readonly images: readonly Uint8Array[];
  readonly shape: readonly number[];
}

/** The results of a program. */
export interface Measured {
  readonly scores: readonly number[];
  /** Median over the images. */
  readonly milliseconds: number;
}

/** Runs plain tfjs from npm in Deno. */
export async function inDeno(job: Job): Promise<Measured> {
  return await throughText(
    Deno.execPath(),
    ["run", "-A", "--no-check", "bench/export/deno.ts"],
    job,
  );
}

/** Runs the page's scripts in Node. */
export async function inNode(job: Job): Promise<Measured> {
  const vendor = `${job.folder}/web/vendor`;
  // As in a browser, the scripts find what they need among the globals.
  const program = `
    const vm = require("vm"), fs = require("fs"), path = require("path"), os = require("os");
    const vendor = ${JSON.stringify(`${vendor}/`)};
    Object.assign(globalThis, { require, fs, path, perf_hooks: require("perf_hooks") });
    Object.assign(globalThis, { require$$4: os, __dirname: vendor, __filename: vendor + "x.js" });
    for (const name of ["tf.es2017.min.js", "tf-backend-wasm.es2017.min.js"]) {
      vm.runInThisContext(fs.readFileSync(vendor + name, "utf8"));
    }
    tf.wasm.setWasmPaths(vendor);
    const job = JSON.parse(fs.readFileSync(0, "utf8"));
    (${scoreImages})(tf, { ...job, backend: "wasm" }).then((r) => console.log(JSON.stringify(r)));
  `;
  const file = `${job.folder}/node.cjs`;
  await Deno.writeTextFile(file, program);
  return await throughText("node", [file], job);
}

/** Runs the page's scripts in the page itself. */
export async function inChromium(job: Job, backend: "wasm" | "webgl"): Promise<Measured> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(job.url);
    await page.locator("#engine[data-state=ready]").waitFor();
    return await page.evaluate(
      `(${scoreImages})(tf, ${JSON.stringify({ ...plain(job), backend })})`,
    ) as Measured;
  } finally {
    await browser.close();
  }
}

/** Runs ONNX Runtime with one thread, like the others. */
export async function inOnnxruntime(job: Job, python: string): Promise<Measured> {
  return await throughText(
    python,
    ["bench/export/onnx_scores.py", `${job.folder}/onnx/model.onnx`],
    job,
  );
}

/**
 * Scores images with tfjs. It refers to nothing outside itself, since its source text is sent to the
 * other programs.
 */
export async function scoreImages(
  tf: typeof tfjs,
  { url, images, shape, backend }: {
    url: string;
    images: number[][];
    shape: number[];
    backend: string;
  },
): Promise<Measured> {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!await tf.setBackend(backend)) throw new Error(`${backend} did not start`);
  const model = await tf.loadGraphModel(`${url}model/model.json`);
  const scores: number[] = [];
  const times: number[] = [];
  for (const pixels of [images[0]!, ...images]) {
    const start = performance.now();
    const batch = tf.tensor(pixels, shape, "int32");
    const results = model.predict(batch) as tfjs.NamedTensorMap;
    const [values] = await Promise.all([results.scores!.data(), results.maps?.data()]);
    times.push(performance.now() - start);
    scores.push(values[0]!);
    tf.dispose([batch, results as unknown as tfjs.TensorContainer]);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  return { scores: scores.slice(1), milliseconds: sorted[Math.floor(sorted.length / 2)]! };
}

function plain({ url, images, shape }: Job) {
  return { url, images: images.map((pixels) => [...pixels]), shape };
}

async function throughText(command: string, args: string[], job: Job): Promise<Measured> {
  const child = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = new Blob([JSON.stringify(plain(job))]).stream().pipeTo(child.stdin);
  // If the program ends before it has read everything, its own message says why.
  const [{ success, stdout, stderr }] = await Promise.all([child.output(), input.catch(() => {})]);
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr).slice(-2000)}`);
  return JSON.parse(decoder.decode(stdout).trim().split("\n").at(-1)!);
}

/**
 * Compares the scores of one model on two devices.
 *
 * @module
 */
import { DAAD } from "../../tests/child.ts";
import { runFor, type Variables } from "./child.ts";
import type { Context, Found } from "./part.ts";

const DATA = "data/sample/bottle";
/** A model that trains in seconds; differences between devices do not depend on how good it is. */
const MODEL = ["--image-size", "64", "--epochs", "1", "--train-images", "32"];

/** Trains DAAD on the GPU, and scores the same images there and on the processor. */
export async function compareScores({ options, seconds }: Context): Promise<Found> {
  const gpu = { DAAD_BACKEND: options.backend };
  // The processor: TensorFlow with the GPU hidden, or WebAssembly where TensorFlow is missing or is
  // the other side.
  const processor: Variables = options.backend === "webgpu" || options.withoutGpu
    ? { DAAD_BACKEND: "wasm" }
    : { DAAD_BACKEND: "tensorflow", CUDA_VISIBLE_DEVICES: "" };
  await Deno.mkdir("runs", { recursive: true });
  const dir = await Deno.makeTempDir({ dir: "runs", prefix: "bench-gpu-" });
  const end = performance.now() + seconds * 1000;
  const daad = async (args: string[], env: Variables) => {
    const left = Math.max((end - performance.now()) / 1000, 1);
    const { failure } = await runFor(left, Deno.execPath(), [...DAAD, ...args], env);
    if (failure) throw new Error(failure);
  };
  const score = async (name: string, env: Variables) => {
    const args = ["--model", `${dir}/model`, "--images", `${DATA}/test`, "--out", `${dir}/${name}`];
    await daad(["score", ...args], env);
    return await readScores(`${dir}/${name}/scores.csv`);
  };
  try {
    await daad(["train", "--data", DATA, ...MODEL, "--out", `${dir}/model`], gpu);
    const [a, b] = [await score("gpu", gpu), await score("processor", processor)];
    const differences = a.map((value, i) => Math.abs(value - b[i]!) / Math.abs(b[i]!));
    const largest = Math.max(...differences);
    const result = { images: a.length, largestRelativeDifference: largest, gpu, processor };
    const line = `  ${a.length} images: scores differ by ${largest.toExponential(1)} of the value`;
    return { result, lines: [`${line} at most`] };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function readScores(path: string): Promise<number[]> {
  const [header, ...rows] = (await Deno.readTextFile(path)).trim().split("\n");
  const column = header!.split(",").indexOf("score");
  return rows.map((row) => Number(row.split(",")[column]));
}

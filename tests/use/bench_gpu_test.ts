/** The parts of the GPU benchmark that run without a GPU. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { PROJECT_ROOT, tryBackend } from "../../lib/backend/backend.ts";
import { type Ended, runDeno } from "../child.ts";
import { skipBecause } from "../skip.ts";

const TASK = config.tasks["bench:gpu"].command.split(" ").slice(1);
const PARTS = ["device", "scores", "contracts", "peak", "steps", "pytorch", "webgpu"];
/** Options of a small case, with enough time even on a busy machine. */
const SMALL = "--without-gpu --case train-32 --batch 2 --steps 1 --seconds 9000".split(" ");

const bench = (...args: string[]): Promise<Ended> => runDeno([...TASK, ...args]);
const parts = (...ids: string[]) => ids.flatMap((id) => ["--part", id]);
/** When the results were written; `undefined` if there are none. */
const written = () =>
  Deno.stat(`${PROJECT_ROOT}/bench/results/gpu.json`).then(({ mtime }) => mtime, () => undefined);

Deno.test("bench:gpu --dry-run: each part runs or says why not; nothing is written", async () => {
  const before = await written();
  const { code, stdout, stderr } = await bench("--dry-run", "--python", "no-such-python");
  assertEquals(code, 0, stderr);
  const lines = stdout.trim().split("\n");
  assertEquals(lines.map((line) => line.split(":")[0]), PARTS);
  for (const line of lines) assertMatch(line, /, \d+ s at most$|: skipped: .+: .+/);
  assertMatch(lines[5]!, /^pytorch: skipped: .*: no-such-python has no PyTorch; --python PATH/);
  const { stdout: webgpu } = await bench("--dry-run", "--backend", "webgpu");
  for (const id of ["peak", "steps", "pytorch"]) {
    assertMatch(
      webgpu,
      new RegExp(`^${id}: skipped: .*--backend webgpu measures WebGPU only$`, "m"),
    );
  }
  assertEquals(await written(), before);
});

Deno.test("bench:gpu: what is typed wrongly is named", async () => {
  for (
    const [args, message] of [
      [["--backend", "cuda"], "--backend: one of tensorflow, webgpu"],
      [["--case", "train-64"], "--case: one of train-256, train-128, train-32"],
      [["--batch", "8,"], "--batch: expected sizes such as 8,32,128"],
      [["--steps", "0"], "--steps: expected a whole number of at least 1, found 0"],
      [["--part", "all"], `--part: one of ${PARTS.join(", ")}`],
    ] as const
  ) {
    const { code, stderr } = await bench(...args);
    assertEquals([code, stderr], [2, `bench:gpu: ${message}\n`]);
  }
});

const { registered: tensorflow, reason } = await tryBackend("tensorflow");
const noTensorFlow = tensorflow?.devices.includes("GPU") ? "there is a GPU: run it" : reason;
Deno.test({
  name: "bench:gpu --without-gpu: scores, peak and every variant of a step, and writes nothing",
  ignore: skipBecause("bench:gpu --without-gpu", noTensorFlow),
  fn: async () => {
    const before = await written();
    const { stdout, stderr } = await bench(...SMALL, ...parts("scores", "peak", "steps"));
    const [, difference] = /^ {2}83 images: scores differ by (\S+) of the value at most$/m
      .exec(stdout) ?? [];
    assert(Number(difference) < 1e-3, stdout + stderr); // on two backends
    assertMatch(stdout, /^ {2}\d+\.\d\d TFLOP\/s; an image's training takes 0\.04 GFLOP/m);
    for (const variant of ["compiled", "eager", "tf32", "unordered", "fp16", "xla"]) {
      // The peak is one of float32.
      const share = ["tf32", "fp16"].includes(variant) ? "" : " \\d+ % of the peak";
      const row = new RegExp(
        `^ {2}ours +${variant} +batch +2 +\\d+\\.\\d ms +\\d+ images/s${share}, first `,
        "m",
      );
      assertMatch(stdout, row);
    }
    assertMatch(stdout, /^ {2}a processor has neither TF32 nor float16: these rows are the/m);
    assertMatch(stdout, /nothing was written: no GPU was measured\n$/);
    assertEquals(await written(), before);
  },
});

const { reason: noWebGpu } = await tryBackend("webgpu");
Deno.test({
  name: "bench:gpu --backend webgpu --without-gpu: a step by the software device, counted",
  ignore: skipBecause("bench:gpu --backend webgpu", noWebGpu),
  fn: async () => {
    const { stdout, stderr } = await bench("--backend", "webgpu", ...SMALL, ...parts("webgpu"));
    const [, dispatches, submits, uploads, readBacks] =
      /webgpu +batch +2 .*; a step: (\d+) dispatches in (\d+) submits, (\d+) uploads of \S+ MB, (\d+) read-backs/
        .exec(stdout)?.map(Number) ?? [];
    assert(dispatches! > 100 && submits! <= dispatches! && uploads! > 0, stdout + stderr);
    assertEquals(readBacks, 1); // the loss
  },
});

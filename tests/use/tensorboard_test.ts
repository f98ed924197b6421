/** `train --tensorboard`, read by the package `tensorboard` of PyPI. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { programPath } from "../../lib/cli/setup/python.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { daad } from "../child.ts";
import { assertClose } from "../close.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { TOLERANCE } from "../tolerances.ts";

/** Prints scalars by tag as [step, value], and sizes of images. */
const READER = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
tags = events.Tags()
print(json.dumps({
    "scalars": {t: [[e.step, e.value] for e in events.Scalars(t)] for t in tags["scalars"]},
    "images": {t: [[e.step, e.height, e.width] for e in events.Images(t)] for t in tags["images"]},
}))
`;

const python = Deno.env.get("DAAD_TEST_PYTHON") ?? `${PROJECT_ROOT}/${programPath("python")}`;

async function runPython(...args: string[]): Promise<Deno.CommandOutput | undefined> {
  return await new Deno.Command(python, { args }).output().catch(() => undefined);
}

const missing = (await runPython("-c", "import tensorboard"))?.success
  ? undefined
  : "no Python with tensorboard; DAAD_TEST_PYTHON names one";
const ignore = skipBecause("TensorBoard reads what was written", missing);

Deno.test({
  name: "train --tensorboard: TensorBoard reads losses, rates, metrics and the picture",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const [data, out, board] = [await copySmallBottle(dir), `${dir}/out`, `${dir}/board`];
      const config = {
        epochs: 2,
        batchSize: 4,
        learningRate: 0.01,
        decayAt: 0.5,
        decayFactor: 0.1,
      };
      await Deno.writeTextFile(`${dir}/config.json`, JSON.stringify(config));
      const trained = await daad([
        ...["train", "--data", data, "--method", "ae", "--image-size", "16", "--out", out],
        ...["--config", `${dir}/config.json`, "--tensorboard", board],
      ]);
      assertEquals(trained.code, 0, trained.stderr);
      const read = (await runPython("-c", READER, board))!;
      assert(read.success, new TextDecoder().decode(read.stderr));
      const { scalars, images } = JSON.parse(new TextDecoder().decode(read.stdout));

      const { losses, metrics, steps } = await readRecord(`${out}/record.json`);
      assertEquals(steps, 6);
      const total: [number, number][] = scalars["loss/total"];
      assertEquals(total.map(([step]) => step), [1, 2, 3, 4, 5, 6]);
      const means = [0, 3].map((from) =>
        total.slice(from, from + 3).reduce((sum, [, value]) => sum + value, 0) / 3
      );
      assertClose(means, losses.map((terms) => terms.total!), TOLERANCE.rounding, "mean losses");
      const rates = scalars.learning_rate.map(([, value]: [number, number]) => value);
      const expected = [1, 2, 3, 4, 5, 6].map((step) => step - 1 < 0.5 * 6 ? 0.01 : 0.001);
      assertClose(rates, expected, TOLERANCE.rounding, "learning rates");
      assert(scalars.images_per_second.every(([, value]: [number, number]) => value > 0));
      const [[at, auroc]] = scalars["metrics/image-auroc"];
      assertEquals([at, auroc], [6, Math.fround(metrics.imageAuroc!.value)]);
      assertEquals(scalars["metrics/pixel-auroc"][0][1], Math.fround(metrics.pixelAuroc!.value));
      const [[step, height, width]] = Object.values<[[number, number, number]]>(images)[0]!;
      assert(step === 6 && height > 100 && width > 100, `${step}: ${height} by ${width}`);
    }),
});

Deno.test("train --tensorboard: another backend is refused in one line", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const args = ["train", "--data", data, "--method", "ae", "--image-size", "16"];
    const { code, stderr } = await daad(
      [...args, "--out", `${dir}/out`, "--tensorboard", `${dir}/board`],
      { DAAD_BACKEND: "cpu" },
    );
    assertEquals(code, 1);
    assertStringIncludes(stderr, "error: TensorBoard: only TensorFlow's library writes its files");
  }));

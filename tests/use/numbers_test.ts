/** Meaningless numbers are errors of the command, not results. */
import { assertEquals, assertMatch } from "@std/assert";
import { daad } from "../child.ts";
import { FILES } from "../experiment/small_bottle.ts";
import { makeTraining } from "../faults/training.ts";
import { withTempDir } from "../temp_dir.ts";
import { exists } from "../until.ts";

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1)!;

/** Networks that are trained against each other are named when they diverge. */
const NETWORKS: Readonly<Record<string, RegExp>> = {
  daad: /network/,
  daad_plus: /generator|discriminator/,
  ganomaly: /generator|discriminator/,
};

const GANOMALY = JSON.stringify({ epochs: 40, batchSize: 4, learningRate: 1e30 });

for (const method of Object.keys(NETWORKS)) {
  Deno.test(`numbers: a ${method} that diverges is said with its loss term, and no result is written`, () =>
    withTempDir(async (dir) => {
      const training = await makeTraining(dir, { epochs: 40, more: { learningRate: 1e30 } });
      if (method === "ganomaly") await Deno.writeTextFile(`${dir}/small.json`, GANOMALY);
      const out = ["--method", method, "--out", `${dir}/out`];
      const { code, stdout, stderr } = await daad([...training, ...out]);
      assertEquals([code, stdout], [1, ""], stderr);
      assertMatch(
        lastLine(stderr),
        /^error: training: (loss terms? [a-zA-Z, ]+ (is|are)|after \d+ steps: tensor \S+ holds) (NaN|-?Infinity)\b.*; a lower learningRate usually helps$/,
      );
      assertMatch(lastLine(stderr), NETWORKS[method]!);
      assertEquals(await exists(`${dir}/out/record.json`), false);
    }));
}

Deno.test("numbers: a score that is the same for all test images is an error, not an AUROC of 0.5", () =>
  withTempDir(async (dir) => {
    const training = await makeTraining(dir, { epochs: 1 });
    const [first, ...others] = FILES.test.map((path) => `${dir}/bottle/${path}`);
    for (const path of others) await Deno.copyFile(first!, path);
    const { code, stdout, stderr } = await daad([...training, "--out", `${dir}/out`]);
    assertEquals([code, stdout], [1, ""], stderr);
    assertMatch(
      lastLine(stderr),
      /^error: AUROC: all 8 scores are [\d.]+; the detector tells nothing apart; the model and its scores\.csv are in .*$/,
    );
    assertEquals(await exists(`${dir}/out/record.json`), false);
  }));

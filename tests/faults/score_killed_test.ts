/** Scorings that are killed. */
import { assert, assertEquals } from "@std/assert";
import { SCORING_CHECKPOINT } from "../../lib/experiment/output/written.ts";
import { daad } from "../child.ts";
import { skipBecause, unlessLinux } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { exists } from "../until.ts";
import { killAtMoments } from "./killed_command.ts";
import { makeTraining } from "./training.ts";

/** Copies of each test image, so that there are several batches. */
const COPIES = 100;

/** The file a scoring has just written when it is killed. */
const MOMENTS = ["scoring.safetensors", "scores.csv"];

Deno.test({
  name: "daad score: killed four times it ends with the files of an undisturbed scoring",
  ignore: skipBecause("daad score, killed", unlessLinux("processes are found through /proc")),
  fn: () =>
    withTempDir(async (dir) => {
      const training = await makeTraining(dir, { epochs: 2 });
      const trained = await daad([...training, "--out", `${dir}/model`]);
      assertEquals(trained.code, 0, trained.stderr);
      const data = training[training.indexOf("--data") + 1]!;
      await Deno.mkdir(`${dir}/new`);
      for (const { name } of Deno.readDirSync(`${data}/test/good`)) {
        for (let k = 0; k < COPIES; k++) {
          await Deno.copyFile(`${data}/test/good/${name}`, `${dir}/new/${k}-${name}`);
        }
      }
      const command = [
        ...["score", "--model", `${dir}/model`, "--images", `${dir}/new`],
        ...["--pixel-threshold", "0.01", "--checkpoint-every", "0"],
      ];
      const whole = await daad([...command, "--out", `${dir}/whole`]);
      assertEquals(whole.code, 0, whole.stderr);
      const contents = async (folder: string) => {
        const pictures = [...Deno.readDirSync(`${folder}/heatmaps`)].map(({ name }) => name).sort();
        const files = [
          ...["scores.csv", "regions.csv", "overview.png"],
          ...pictures.map((name) => `heatmaps/${name}`),
        ];
        return await Promise.all(files.map(async (name) => {
          const bytes = await Deno.readFile(`${folder}/${name}`);
          return [name, bytes.toHex()] as const;
        }));
      };
      const expected = await contents(`${dir}/whole`);
      const killed = [...command, "--out", `${dir}/killed`];
      const check = async () => assertEquals(await contents(`${dir}/killed`), expected);
      await killAtMoments({
        args: killed,
        folder: `${dir}/killed`,
        moments: MOMENTS,
        kills: 4,
        check,
      });
      const last = await daad(killed);
      assertEquals(last.code, 0, last.stderr);
      assert(/^going on: [1-9]\d* images are scored already$/m.test(last.stderr), last.stderr);
      assertEquals(await exists(`${dir}/killed/${SCORING_CHECKPOINT}`), false);
      await check();
    }),
});

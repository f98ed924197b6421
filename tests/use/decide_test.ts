import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { main } from "../../lib/cli/main.ts";
import { decodeCategory, openDataset } from "../../lib/data/mod.ts";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { decide, saveDecision } from "../../lib/experiment/notebook/decide.ts";
import { trainDetector } from "../../lib/experiment/run/train_detector.ts";
import { tuneHere } from "../../lib/experiment/tune/tune_here.ts";
import { exportOnce } from "../../lib/export/export_once.ts";
import { createDetector } from "../../lib/registry/create.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { noLeak } from "../no_leak.ts";
import { withTempDir } from "../temp_dir.ts";

await useBackend();

const CONFIG = { epochs: 1, batchSize: 4, levels: 2, baseWidth: 4 };
const NORMAL = "data/sample/bottle/train/good";

Deno.test("decide and saveDecision: the files of the command line, to the byte; exports stay", () =>
  withTempDir(async (dir) => {
    const byCommand = `${dir}/command`;
    const args = ["train", "--normal", NORMAL, "--method", "ae", "--image-size", "16"];
    assertEquals(await main([...args, "--config", JSON.stringify(CONFIG), "--out", byCommand]), 0);
    const here = `${dir}/here`;
    await noLeak(async () => {
      const dataset = await openDataset({ normal: [NORMAL] });
      using detector = await createDetector("ae", dataset, { imageSize: 16, config: CONFIG });
      const data = await decodeCategory(dataset, detector.config);
      const { trained } = await trainDetector(detector, dataset, data, { folder: here });
      const decision = await decide(trained, data);
      using _ = decision.calibration;
      await saveDecision(here, trained, decision);
    });
    for (const name of ["model.safetensors", "calibration.safetensors", "thresholds.json"]) {
      const [one, other] = await Promise.all(
        [byCommand, here].map((folder) => Deno.readFile(`${folder}/${name}`)),
      );
      assertEquals(one, other, name);
    }

    const options = { model: here, to: "web", out: `${dir}/exports` } as const;
    const first = await exportOnce(options);
    assert(/\/web-[0-9a-f]{8}$/.test(first), first);
    const { outputs } = JSON.parse(await Deno.readTextFile(`${first}/page.json`));
    assert(outputs.includes("calibrated"), outputs);
    const mark = `${first}/of-the-user.txt`;
    await Deno.writeTextFile(mark, "kept");
    assertEquals(await exportOnce(options), first);
    assertEquals(await Deno.readTextFile(mark), "kept");
    const limits = JSON.parse(await Deno.readTextFile(`${here}/thresholds.json`));
    limits.thresholds[0].image.value += 1;
    await Deno.writeTextFile(`${here}/thresholds.json`, JSON.stringify(limits));
    assertNotEquals(await exportOnce(options), first);
    await Deno.remove(`${here}/model.safetensors`);
    await assertRejects(() => exportOnce(options));
    assertEquals([...Deno.readDirSync(`${dir}/exports`)].length, 2, "no half export stays");
  }));

Deno.test("decide: the thresholds of the command line where images are cut into tiles", () =>
  withTempDir(async (dir) => {
    const normal = `${await copySmallBottle(dir)}/train/good`;
    const config = { ...CONFIG, tile: { size: 64, overlap: 16, perImage: 2 } };
    const byCommand = `${dir}/command`;
    const args = ["train", "--normal", normal, "--method", "ae"];
    assertEquals(await main([...args, "--config", JSON.stringify(config), "--out", byCommand]), 0);
    await noLeak(async () => {
      const dataset = await openDataset({ normal: [normal] });
      using detector = await createDetector("ae", dataset, { config });
      const data = await decodeCategory(dataset, detector.config);
      const { trained } = await trainDetector(detector, dataset, data, { folder: `${dir}/here` });
      await saveDecision(`${dir}/here`, trained, await decide(trained, data));
    });
    const read = (folder: string) => Deno.readTextFile(`${dir}/${folder}/thresholds.json`);
    assertEquals(await read("here"), await read("command"));
  }));

Deno.test("tuneHere: test images change nothing; what is done is not done again; a signal stops it", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const dataset = await openDataset({ data });
    const options = { method: "ae", profile: "smoke", folder: `${dir}/tuning` } as const;
    const stopped = tuneHere(dataset, { ...options, signal: AbortSignal.abort() });
    await assertRejects(() => stopped, StoppedError);
    const rounds: number[] = [];
    const first = await tuneHere(dataset, {
      ...options,
      onProgress: ({ done, total }) => done === total && rounds.push(total),
    });
    assertEquals(new Set(rounds).size, 2, "both rounds end");
    const trials = async () => JSON.stringify(await Array.fromAsync(Deno.readDir(options.folder)));
    const before = await trials();
    let trained = 0;
    const again = await tuneHere({ ...dataset, test: dataset.test.slice(0, 1) }, {
      ...options,
      onProgress: ({ epoch }) => trained += epoch === undefined ? 0 : 1,
    });
    assertEquals([again, trained, await trials()], [first, 0, before]);
    await assertRejects(
      () => tuneHere(dataset, { ...options, seed: 1 }),
      InputError,
      "holds a tuning",
    );
  }));

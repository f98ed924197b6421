import { assertEquals, assertRejects } from "@std/assert";
import { decodeCategory, loadCategory } from "../../../lib/data/mod.ts";
import { InputError, StoppedError } from "../../../lib/errors.ts";
import { evaluate } from "../../../lib/experiment/evaluate/evaluate.ts";
import { trainDetector } from "../../../lib/experiment/run/train_detector.ts";
import { createDetector } from "../../../lib/registry/create.ts";
import { loadDetector, saveDetector } from "../../../lib/registry/storage.ts";
import { CheckpointFile } from "../../../lib/train/checkpoint.ts";
import { withTempDir } from "../../temp_dir.ts";

const SMALL = { imageSize: 16, config: { epochs: 2, levels: 2, baseWidth: 4 } };

Deno.test("a stopped training: saved in a checkpoint, neither measured nor saved as a model, goes on", () =>
  withTempDir(async (dir) => {
    const category = await loadCategory("data/sample/bottle");
    using detector = await createDetector("ae", category, SMALL);
    const images = await decodeCategory(category, detector.config);
    const stop = new AbortController();
    const train = () =>
      trainDetector(detector, category, images, {
        folder: `${dir}/out`,
        signal: stop.signal,
        onProgress: ({ done }) => done === 2 && stop.abort(),
      });
    await assertRejects(train, StoppedError, "run this cell again to go on");
    const names = () => Deno.readDirSync(`${dir}/out`).map(({ name }) => name).toArray();
    assertEquals(names(), ["checkpoint.safetensors"]);
    const unfinished = "its training was stopped or failed";
    await assertRejects(() => saveDetector(detector, `${dir}/out`), InputError, unfinished);
    await assertRejects(() => evaluate(detector, images), InputError, unfinished);
    assertEquals(names(), ["checkpoint.safetensors"]);

    const { trained, history } = await trainDetector(detector, category, images, {
      folder: `${dir}/out`,
    });
    assertEquals([trained, history.losses.length, history.secondsBefore > 0], [detector, 2, true]);
    // Once more it would go on from the trained weights, in silence.
    await assertRejects(
      () => trainDetector(detector, category, images, { folder: `${dir}/out` }),
      InputError,
      "ae: this detector is trained already",
    );
    await saveDetector(trained, `${dir}/out`);
    // A model that was loaded is watched as well.
    using loaded = await loadDetector(`${dir}/out`);
    const again = new AbortController();
    const options = { seed: 0, signal: again.signal, onProgress: () => again.abort() };
    await assertRejects(() => loaded.fit(images.train, options), StoppedError);
    await assertRejects(() => saveDetector(loaded, `${dir}/half`), InputError, unfinished);
    assertEquals(names().sort(), ["detector.json", "model.safetensors"]);
  }));

Deno.test("a training stopped without a checkpoint does not go on from half-trained weights", () =>
  withTempDir(async (dir) => {
    const category = await loadCategory("data/sample/bottle");
    using detector = await createDetector("ae", category, SMALL);
    const { train } = await decodeCategory(category, detector.config);
    const before = new AbortController();
    before.abort();
    // Nothing was trained yet, so it may begin again.
    await assertRejects(
      () => detector.fit(train, { seed: 0, signal: before.signal }),
      StoppedError,
    );
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const options = { seed: 0, signal: stop.signal, onProgress };
    await assertRejects(() => detector.fit(train, options), StoppedError);
    const checkpoints = new CheckpointFile(`${dir}/checkpoint`, { seed: 0 });
    for (const more of [{}, { checkpoints }]) {
      await assertRejects(
        () => detector.fit(train, { seed: 0, ...more }),
        InputError,
        "there is no checkpoint to go on from; make another detector first",
      );
    }
  }));

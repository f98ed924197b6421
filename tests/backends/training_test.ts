/** Training on WebAssembly ends where training on TensorFlow ends. */
// deno-lint-ignore-file no-console
import { type BackendId, PROJECT_ROOT, tryBackend, useBackend } from "../../lib/backend/backend.ts";
import { decodeImages, loadCategory } from "../../lib/data/mod.ts";
import { findMethod } from "../../lib/registry/registry.ts";
import { auroc } from "../../lib/metrics/mod.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertAtMost } from "../close.ts";

const SIZE = 64;
const { root, train, test } = await loadCategory(`${PROJECT_ROOT}/data/sample/bottle`);

/** Image AUROC after three epochs of a small DAAD on all images of the sample. */
async function trainedAuroc(id: BackendId): Promise<number> {
  await useBackend({ force: id });
  const decode = { size: SIZE, channels: 3 } as const;
  const facts = { imageSize: SIZE, channels: 3, trainingImages: train.length } as const;
  const { resolve, create } = findMethod("daad");
  const config = { baseWidth: 8, epochs: 3 };
  using detector = create(resolve(config, facts, "test"), 0);
  const { history } = await detector.fit(await decodeImages(root, train, decode), { seed: 0 });
  const { scores } = await scoreImages(detector, await decodeImages(root, test, decode));
  const value = auroc(scores, test.map((file) => file.label));
  console.log(`  ${id.padEnd(12)} AUROC ${value.toFixed(4)} after ${history.seconds.toFixed(1)} s`);
  return value;
}

const missing = (await tryBackend("tensorflow")).reason ?? (await tryBackend("wasm")).reason;

Deno.test({
  name: "training on WebAssembly ends at the AUROC of training on TensorFlow",
  ignore: skipBecause("training on two backends", missing),
  fn: () =>
    noLeak(async () => {
      const difference = Math.abs(await trainedAuroc("tensorflow") - await trainedAuroc("wasm"));
      assertAtMost(difference, TOLERANCE.trainedAuroc, "AUROC differs by");
    }),
});

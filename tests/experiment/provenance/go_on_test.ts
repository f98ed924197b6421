import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { useBackend } from "../../../lib/backend/backend.ts";
import { decodeCategory, loadCategory } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { goOnFrom } from "../../../lib/experiment/provenance/go_on.ts";
import { run } from "../../../lib/experiment/run/run.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/nn/variables/safetensors.ts";
import { createDetector } from "../../../lib/registry/create.ts";
import { withRun } from "../with_run.ts";

await useBackend();

Deno.test(
  "goOnFrom: the weights of a finished run are trained on; its folder stays, the record says so",
  withRun(async ({ data, ...options }, dir) => {
    const dataset = await loadCategory(data);
    const overrides = { levels: 2, baseWidth: 4, batchSize: 4, epochs: 2 };
    const base = { ...options, data, method: "ae", imageSize: 16, overrides };
    const first = await run(base);
    const weights = await Deno.readFile(`${options.out}/model.safetensors`);
    const files = async () =>
      await Promise.all(
        ["record.json", "detector.json"].map((name) => Deno.readTextFile(`${options.out}/${name}`)),
      );
    const before = await files();
    const wanted = { method: "ae", seed: 3, dataset, imageSize: 16, precision: "fp32" };
    const go = (epochs: number, more = {}) =>
      goOnFrom(options.out, { ...wanted, config: { ...overrides, epochs }, ...more });
    const fields = await go(5);
    assertEquals(fields, {
      epochs: 3,
      startedFrom: {
        epochs: 2,
        configHash: first.configHash,
        weights: createHash("sha256").update(weights).digest("hex"),
        optimiser: "anew",
      },
    });
    const out = `${dir}/more`;
    const config = { ...overrides, ...fields };
    const record = await run({ ...base, overrides: config, out, from: options.out });
    assertEquals(record.config.startedFrom, fields.startedFrom);
    assertEquals(record.epochs, 3);
    assert(record.configHash !== first.configHash);
    assertEquals(await files(), before);
    assertEquals(await Deno.readFile(`${options.out}/model.safetensors`), weights);

    using detector = await createDetector("ae", dataset, { imageSize: 16, config, seed: 3 });
    detector.state.import(decodeSafetensors(weights, "model"), "model");
    const { train } = await decodeCategory(dataset, detector.config);
    await detector.fit(train, { seed: 3 });
    assertEquals(
      await Deno.readFile(`${out}/model.safetensors`),
      encodeSafetensors(await detector.state.export()),
    );

    // When it is continued once more, the epochs of both runs count.
    const third = await goOnFrom(out, { ...wanted, config: { ...overrides, epochs: 6 } });
    assertEquals([third.epochs, third.startedFrom.epochs], [1, 5]);
    for (
      const [given, message] of [
        [() => go(2), "was trained for 2 epochs; --epochs must be more, found 2"],
        [() => go(5, { seed: 4 }), "its seed is 3, here it is 4"],
        [() => go(5, { method: "ganomaly" }), "ganomaly keeps too little with its model"],
        [() => go(5, { config: { levels: "two" }, source: "mine.json" }), "mine.json: levels"],
      ] as const
    ) await assertRejects(given, InputError, message);
    await Deno.writeFile(`${options.out}/model.safetensors`, new Uint8Array(9));
    await assertRejects(
      () => run({ ...base, overrides: config, out: `${dir}/third`, from: options.out }),
      InputError,
      "its weights were changed meanwhile",
    );
  }),
);

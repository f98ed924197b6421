import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { PROJECT_ROOT, useBackend } from "../../lib/backend/backend.ts";
import { InputError } from "../../lib/errors.ts";
import { findMethod } from "../../lib/registry/registry.ts";
import { loadDetector, saveDetector } from "../../lib/registry/storage.ts";
import { withTempDir } from "../temp_dir.ts";

await useBackend();

const FACTS = { imageSize: 16, channels: 1, trainingImages: 4 } as const;

/** Saves an untrained autoencoder. */
async function save(folder: string, seed: number): Promise<void> {
  const { create, resolve } = findMethod("ae");
  using detector = create(resolve({ levels: 1, baseWidth: 2 }, FACTS, "test"), seed);
  await saveDetector(detector, folder);
}

Deno.test("loadDetector: weights with a changed bit, or of another model, are refused", () =>
  withTempDir(async (dir) => {
    await save(`${dir}/a`, 0);
    await save(`${dir}/b`, 1);
    const path = `${dir}/a/model.safetensors`;
    const bytes = await Deno.readFile(path);
    const changed = bytes.slice();
    changed[changed.length - 2]! ^= 1; // in a weight: another valid number
    const other = await Deno.readFile(`${dir}/b/model.safetensors`);
    for (const wrong of [changed, other]) {
      await Deno.writeFile(path, wrong);
      const error = await assertRejects(() => loadDetector(`${dir}/a`), InputError);
      assertEquals(
        error.message,
        `${path}: is damaged, or of another training than detector.json; copy both again, or train again`,
      );
    }
    await Deno.writeFile(path, bytes);
    (await loadDetector(`${dir}/a`))[Symbol.dispose]();
  }));

Deno.test("loadDetector: a model of before, whose description has no SHA-256, is read", () =>
  withTempDir(async (dir) => {
    await save(dir, 0);
    const path = `${dir}/detector.json`;
    const { modelSha256, ...before } = JSON.parse(await Deno.readTextFile(path));
    assertEquals(modelSha256.length, 64);
    await Deno.writeTextFile(path, JSON.stringify(before));
    (await loadDetector(dir))[Symbol.dispose]();
  }));

Deno.test("loadDetector: chooses the backend by itself", () =>
  withTempDir(async (dir) => {
    await save(dir, 0);
    const code = `
      import * as tf from "@tensorflow/tfjs";
      import { loadDetector } from "${PROJECT_ROOT}/lib/mod.ts";
      using _ = await loadDetector("${dir}");
      console.log(tf.getBackend());
    `;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", "--config", `${PROJECT_ROOT}/deno.json`, code],
      cwd: PROJECT_ROOT,
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim(), tf.getBackend());
  }));

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import config from "../../deno.json" with { type: "json" };
import { recordOps } from "../../lib/backend/program/record_ops.ts";
import type { Detector } from "../../lib/detector/contract/detector.ts";
import { InputError } from "../../lib/errors.ts";
import { exportModel } from "../../lib/export/export_model.ts";
import { scoringGraph } from "../../lib/export/graph/scoring_graph.ts";
import { WITHOUT_GRAPH } from "../../lib/export/graph/without_graph.ts";
import { configHash } from "../../lib/record/run/config_hash.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { daad } from "../child.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { TOLERANCE } from "../tolerances.ts";
import { exportObstacle, exportTrained, held, SIZE } from "./exported.ts";
import { PAGE, withTable } from "./formats_table.ts";
import { onnxObstacle, onnxPython, runPython } from "./python.ts";

Deno.test("export: pixels are scaled to the bits of toBatch", () => {
  for (let pixel = 0; pixel < 256; pixel++) {
    assertEquals(Math.fround((2 * pixel - 255) / 255), Math.fround(pixel / 127.5 - 1));
  }
});

Deno.test({
  name: "export: the command writes a model with all that tells where it is from",
  ignore: skipBecause("export: the command", exportObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      await exportTrained("ae", { folder: dir, to: "onnx" });
      const highest = { name: "highest", source: "the 12 training images", image: { value: 0.25 } };
      const thresholds = { format: 1, thresholds: [highest] };
      const write = (content: unknown) =>
        Deno.writeTextFile(`${dir}/model/thresholds.json`, JSON.stringify(content));
      await write(thresholds);
      const args = ["export", "--model", `${dir}/model`, "--to", "tfjs", "--out", `${dir}/out`];
      const { code, stdout, stderr } = await daad(args);
      assertEquals(code, 0, stderr);
      const shapes = `images uint8 [n, ${SIZE}, ${SIZE}, 3] → scores, maps, reconstructions`;
      assertStringIncludes(stdout, shapes);
      const { userDefinedMetadata: facts, format, signature } = JSON.parse(
        await Deno.readTextFile(`${dir}/out/model.json`),
      );
      const saved = JSON.parse(await Deno.readTextFile(`${dir}/model/detector.json`));
      assertEquals(format, "graph-model");
      assertEquals(signature.inputs.images.tensorShape.dim[0].size, "-1");
      assertEquals([facts.method, facts.config], ["ae", saved.config]);
      assertEquals(facts.configHash, await configHash(saved.config));
      assertEquals([facts.code.version, facts.thresholds], [config.version, thresholds]);
      await write({ ...thresholds, thresholds: [{ ...highest, name: "high" }] });
      const damaged = await daad([...args, "--out", `${dir}/damaged`]);
      assertEquals(damaged.code, 1);
      assertStringIncludes(damaged.stderr, `error: ${dir}/model/thresholds.json: thresholds`);
      await write(thresholds);
      const again = await daad(args);
      assertEquals(again.code, 1);
      assertStringIncludes(again.stderr, `error: --out ${dir}/out: holds `);
      await Deno.writeTextFile(`${dir}/file`, "");
      const onFile = await daad(args.with(-1, `${dir}/file`));
      assertStringIncludes(onFile.stderr, `error: --out ${dir}/file: is no folder`);
      const elsewhere = await daad(args.with(-1, `${dir}/other`), { DAAD_BACKEND: "cpu" });
      assertEquals(elsewhere.code, 1);
      assertStringIncludes(elsewhere.stderr, "error: export: needs TensorFlow's library");
    }),
});

Deno.test("export: the table of methods and formats is what the code says", async () => {
  const page = await Deno.readTextFile(PAGE);
  assertEquals(withTable(page), page, "deno run -A tests/export/formats_table.ts writes it");
});

Deno.test("export: what has no graph says why before anything is written", () =>
  withTempDir(async (dir) => {
    for (const [id, reason] of Object.entries(WITHOUT_GRAPH)) {
      assertEquals(METHODS.some((method) => method.id === id), true);
      const error = await assertRejects(
        () => Promise.resolve().then(() => scoringGraph({ method: id } as Detector)),
        InputError,
      );
      assertEquals(error.message, `${id} cannot be exported: ${reason}`);
    }
    const large = {
      method: "spade",
      config: {},
      graphScore: { bytes: 3e8 },
    } as unknown as Detector;
    await assertRejects(
      () => Promise.resolve().then(() => scoringGraph(large)),
      InputError,
      "spade cannot be exported: what it compares with takes 300 MB, at most 256 fit",
    );
    await assertRejects(
      () => exportModel({ model: `${dir}/none`, to: "onnx", out: `${dir}/out` }),
      InputError,
      `${dir}/none/detector.json: not found`,
    );
    assertEquals(Deno.readDirSync(dir).toArray(), []);
  }));

Deno.test({
  name: "export: the script of docs/usage.md prints the detector's scores",
  ignore: skipBecause("export: the script of docs/usage.md", exportObstacle ?? onnxObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      const { scores } = await exportTrained("ae", { folder: dir, to: "onnx" });
      const readme = await Deno.readTextFile("docs/usage.md");
      const script = /```python\n([^`]*onnxruntime[^`]*)```/.exec(readme)![1]!;
      assertEquals(script.trimEnd().split("\n").length, 12);
      await Deno.writeTextFile(`${dir}/score.py`, script);
      const raw = { width: SIZE, height: SIZE, channels: 3 } as const;
      const paths = await Promise.all([0, 1, 2].map(async (i) => {
        const pixels = held.pixels.slice(i * SIZE * SIZE * 3, (i + 1) * SIZE * SIZE * 3);
        await sharp(pixels, { raw }).png().toFile(`${dir}/${i}.png`);
        return `${dir}/${i}.png`;
      }));
      const args = [`${dir}/score.py`, `${dir}/onnx/model.onnx`, ...paths];
      const { code, stdout, stderr } = runPython(onnxPython!, args);
      assertEquals(code, 0, stderr);
      stdout.trimEnd().split("\n").forEach((line, i) => {
        const [path, score] = line.split(" ");
        assertEquals(path, paths[i]);
        const bound = TOLERANCE.exported * scores![i]!;
        assertNear(Number(score), scores![i]!, bound, "score in the script");
      });
      assertEquals(stdout.trimEnd().split("\n").length, 3);
    }),
});

Deno.test({
  name: "export: recorded ops name their inputs and keep the values from outside",
  ignore: skipBecause("export: recorded ops", exportObstacle),
  fn: () =>
    noLeak(() => {
      const x = tf.zeros([2, 3]);
      const large = tf.tensor2d(Float32Array.from({ length: 600 }, (_, i) => i), [2, 300]);
      const { ops, constants, captures, outputs } = recordOps("f", ({ x }) => {
        const [first, second] = tf.split(x, [1, 2], 1);
        return { sum: tf.add(tf.sub(second!, first!), tf.scalar(7)), joined: large };
      }, { x })!;
      assertEquals(ops.map(({ op }) => op), ["SplitV", "Sub", "Add"]);
      assertEquals(ops[0]!.sources[0], { from: "input", name: "x" });
      assertEquals(ops[1]!.sources, [
        { from: "op", index: 0, output: 1 },
        { from: "op", index: 0, output: 0 },
      ]);
      const [, added] = ops[2]!.sources;
      assertEquals(added!.from, "constant");
      const { index } = added as { index: number };
      assertEquals([...new Float32Array(constants[index]!.bytes.buffer)], [7]);
      assertEquals(outputs, {
        sum: { from: "op", index: 2, output: 0 },
        joined: { from: "capture", index: 0 },
      });
      const { bytes } = captures[0]!;
      assertEquals(new Float32Array(bytes.buffer, bytes.byteOffset, 600)[599], 599);
      tf.dispose([x, large]);
    }),
});

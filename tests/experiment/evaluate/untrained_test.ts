import { assertEquals, assertRejects } from "@std/assert";
import { hasIdxFiles } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import {
  besideUntrained,
  type Untrained,
  untrainedAurocs,
} from "../../../lib/experiment/evaluate/untrained.ts";
import { readRecord } from "../../../lib/record/run/record_file.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";

const KEPT = new URL("../../../data/results/", import.meta.url).pathname;

async function keptUntrained(dataset: string): Promise<Untrained> {
  return JSON.parse(await Deno.readTextFile(`${KEPT}untrained/${dataset}.json`));
}

Deno.test("besideUntrained: the mean of a class's records, of this dataset, protocol and variant only", async () => {
  const record = await readRecord(`${KEPT}ae-mnist-8-seed0/record.json`);
  const memae = await readRecord(`${KEPT}memae-mnist-1-seed0/record.json`);
  const narrow = await readRecord(`${KEPT}ae_bottleneck-mnist-8-seed0/record.json`);
  const ofValue = (value: number, changes: Partial<typeof record> = {}) => ({
    ...record,
    ...changes,
    metrics: { ...record.metrics, imageAuroc: { ...record.metrics.imageAuroc!, value } },
  });
  const records = [
    ofValue(0.5),
    ofValue(0.7),
    ofValue(0.9, { dataset: "fashion_mnist" }),
    ofValue(0.9, { protocol: "one-class-abnormal" }),
    ofValue(0.9, { method: "memae", category: "1", config: memae.config }),
    ofValue(0.8, { config: narrow.config }),
  ];
  const methods = ["ae", "ae[bottleneck]", "memae"];
  const rows = besideUntrained(await keptUntrained("mnist"), records, methods);
  assertEquals(Object.keys(rows).length, 10);
  assertEquals(rows["8"], {
    ...{ roughness: "22.7", brightness: "34.5", contrast: "36.7" },
    ...{ ae: "60.0", "ae[bottleneck]": "80.0", memae: "–" },
  });
  assertEquals(rows["1"], {
    ...{ roughness: "99.6", brightness: "92.5", contrast: "89.0" },
    ...{ ae: "–", "ae[bottleneck]": "–", memae: "90.0" },
  });
});

Deno.test("untrainedAurocs: refuses a folder without images in one line", () =>
  withTempDir(async (dir) => {
    await assertRejects(() => untrainedAurocs(dir), InputError, dir);
  }));

const MNIST = new URL("../../../../shared/data/mnist", import.meta.url).pathname;
const there = await hasIdxFiles(MNIST);

Deno.test({
  name: "untrainedAurocs: the kept values of MNIST are those of its files",
  ignore: skipBecause("MNIST", there ? undefined : "no folder ../shared/data/mnist"),
  fn: async () => assertEquals(await untrainedAurocs(MNIST), await keptUntrained("mnist")),
});

Deno.test("untrainedAurocs: one category of a folder in MVTec AD's layout", async () => {
  const { dataset, categories } = await untrainedAurocs("data/sample/bottle");
  assertEquals([dataset, Object.keys(categories)], ["mvtec", ["bottle"]]);
  assertEquals(categories["bottle"]!.testImages, 83);
});

Deno.test("besideUntrained: one configuration, on the same test images, and none that learnt nothing", async () => {
  const record = await readRecord(`${KEPT}ae-mnist-8-seed0/record.json`);
  const ofValue = (value: number, changes: Partial<typeof record> = {}) => ({
    ...record,
    ...changes,
    metrics: { ...record.metrics, imageAuroc: { ...record.metrics.imageAuroc!, value } },
  });
  const learning = record.diagnostics.learning!;
  const records = [
    ofValue(0.9, { configHash: "f".repeat(64) }),
    ofValue(0.5),
    ofValue(0.7),
    ofValue(0.1, { data: { ...record.data, testNormal: 200 } }),
    ofValue(0.1, { diagnostics: { learning: { ...learning, trained: false } } }),
  ];
  const rows = besideUntrained(await keptUntrained("mnist"), records, ["ae"]);
  assertEquals(rows["8"]!["ae"], "60.0");
});

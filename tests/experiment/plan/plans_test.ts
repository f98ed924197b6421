import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { type CellChoice, listCells } from "../../../lib/experiment/plan/cells.ts";
import { PROFILES } from "../../../lib/experiment/plan/plan.ts";
import { findPlan, PLANS } from "../../../lib/experiment/plan/plans.ts";
import type { AeConfig } from "../../../lib/methods/ae/config.ts";
import type { MemaeConfig } from "../../../lib/methods/memae/config.ts";
import { publishedColumns } from "../../../lib/record/compare/published.ts";
import { findMethod, METHODS } from "../../../lib/registry/registry.ts";

const SMOKE: CellChoice = { profile: "smoke", precision: "fp32" };

for (const plan of PLANS) {
  Deno.test(`plan ${plan.id}: ids are unique and fit for paths, each cell's configuration is valid`, async () => {
    for (const profile of PROFILES) {
      const cells = await listCells(plan, { ...SMOKE, profile });
      assert(cells.length > 0);
      assertEquals(new Set(cells.map(({ folder }) => folder)).size, cells.length);
      for (const { id, method, imageSize, overrides } of cells) {
        assert(/^[\w-]+\/[\w-]+\/seed\d+$/.test(id), id);
        for (const channels of [1, 3] as const) {
          findMethod(method).resolve(
            { ...overrides },
            { imageSize, channels, trainingImages: 24 },
            id,
          );
        }
      }
    }
  });
}

Deno.test("plans: rows are those of the published tables", () => {
  for (const id of ["mvtec", "cifar10", "mnist"]) {
    const { dataset, protocol, categories } = findPlan(id);
    const known = publishedColumns(dataset, protocol).flatMap(({ values }) => Object.keys(values));
    assertEquals([...categories].sort(), [...new Set(known)].sort());
  }
});

Deno.test("plans: every method of the registry is in a plan", () => {
  const planned = new Set(PLANS.flatMap(({ variants }) => variants.map(({ method }) => method)));
  assertEquals(METHODS.filter(({ id }) => !planned.has(id)), []);
});

Deno.test("listCells: what decides the numbers decides the folder, and nothing else", async () => {
  const folder = async (choice: Partial<CellChoice>) =>
    (await listCells(findPlan("mvtec"), {
      ...SMOKE,
      methods: ["daad"],
      categories: ["bottle"],
      ...choice,
    }))[0]!.folder;
  const base = await folder({});
  assertEquals(await folder({ data: "elsewhere", methods: ["daad_plus", "daad"] }), base);
  assertNotEquals(await folder({ precision: "bf16" }), base);
  assertNotEquals(await folder({ profile: "cpu" }), base);
  assertNotEquals(await folder({ seeds: [1] }), base);
});

Deno.test("listCells: what a variant says of a profile wins over the profile", async () => {
  const overrides = async (profile: CellChoice["profile"]) => {
    const choice = { ...SMOKE, profile, methods: ["geotrans"], categories: ["7"] };
    return (await listCells(findPlan("mnist"), choice))[0]!.overrides;
  };
  assertEquals(await overrides("smoke"), { imageSize: 28, epochs: 1, widen: 1 });
  assertEquals(await overrides("cpu"), { imageSize: 28, widen: 2 });
  assertEquals(await overrides("paper"), { imageSize: 28 });
});

Deno.test("listCells: all of one seed before the next", async () => {
  const cells = await listCells(findPlan("mnist"), {
    ...SMOKE,
    methods: ["daad"],
    categories: ["7", "2"],
    seeds: [5, 1, 5],
  });
  assertEquals(cells.map(({ id }) => id), [
    "daad/2/seed5",
    "daad/7/seed5",
    "daad/2/seed1",
    "daad/7/seed1",
  ]);
  assertEquals(cells[0]!.choice, {
    data: "data/downloads/mnist",
    class: "2",
    protocol: "one-class",
    trainImages: 64,
    testImages: 40,
  });
});

Deno.test("listCells: a method's own budget wins, field by field", async () => {
  const plan = {
    ...findPlan("mnist"),
    profiles: {
      ...findPlan("mnist").profiles,
      smoke: {
        about: "test",
        imageSize: 32,
        epochs: 3,
        trainImages: 64,
        testImages: 40,
        seeds: [0],
        methods: { vae: { epochs: 2, testImages: 20 } },
      },
    },
  };
  const cells = await listCells(plan, { ...SMOKE, methods: ["ae", "vae"], categories: ["0"] });
  assertEquals(
    cells.map((
      { method, overrides, choice: { trainImages, testImages } },
    ) => [method, overrides.epochs, trainImages, testImages]),
    [["ae", 3, 64, 40], ["vae", 2, 64, 20]],
  );
});

Deno.test("plans: budgets of methods name methods of the plan", () => {
  for (const { id, variants, profiles } of PLANS) {
    for (const { methods = {} } of Object.values(profiles)) {
      for (const name of Object.keys(methods)) {
        assert(variants.some(({ method }) => method === name), `${id}: ${name}`);
      }
    }
  }
});

Deno.test("plans: what is short is a profile: the full one has no width and no batch of its own", async () => {
  for (const id of ["mvtec", "cifar10", "mnist"]) {
    for (
      const { id: cell, overrides } of await listCells(findPlan(id), {
        ...SMOKE,
        profile: "paper",
      })
    ) {
      // Extra rows of a method, which exist to have another shape or schedule.
      if (/^(ae_bottleneck|memae_as_ae|\w+_tuned)\//.test(cell)) continue;
      for (const field of ["baseWidth", "batchSize", "epochs", "steps", "widen"]) {
        assert(!(field in overrides), `${id}, ${cell}: ${field}`);
      }
    }
  }
});

Deno.test("plans: profile cpu trains ARNet and GeoTrans on all images, AESc for 5,000 steps", async () => {
  const cell = async (plan: string, method: string, category: string) =>
    (await listCells(findPlan(plan), {
      ...SMOKE,
      profile: "cpu",
      methods: [method],
      categories: [category],
    }))[0]!;
  const arnet = await cell("cifar10", "arnet", "automobile");
  assertEquals(arnet.choice.trainImages, undefined);
  const settings = { epochs: 30, baseWidth: 16, batchSize: 16, decayAt: 0.25 };
  assertEquals(arnet.overrides, settings);
  const geotrans = await cell("cifar10", "geotrans", "bird");
  assertEquals(geotrans.choice.trainImages, undefined);
  assertEquals(geotrans.choice.testImages, undefined);
  assertEquals(geotrans.overrides, { widen: 2 }); // and the method's own number of epochs
  const facts = { imageSize: 32, channels: 3, trainingImages: 5000 } as const;
  for (const trainingImages of [48, 209, 320]) {
    const { overrides } = await cell("mvtec", "aesc", "grid");
    const config = findMethod("aesc").resolve(overrides, {
      ...facts,
      imageSize: 128,
      trainingImages,
    }, "t");
    const { epochs, batchSize } = config as unknown as Record<"epochs" | "batchSize", number>;
    assert(epochs * Math.floor(trainingImages / batchSize) >= 5000);
  }
  const aesc = await cell("cifar10", "aesc", "bird");
  assertEquals([aesc.overrides.epochs, aesc.choice.trainImages], [40, 2000]); // in batches of 16
});

Deno.test("plans: unknown names are refused with those that are known", async () => {
  assertThrows(
    () => findPlan("imagenet"),
    InputError,
    "expected one of mvtec, backbones, cifar10, mnist",
  );
  const list = (choice: Partial<CellChoice>) =>
    listCells(findPlan("mnist"), { ...SMOKE, ...choice });
  await assertRejects(() => list({ methods: ["dad"] }), InputError, "--methods dad: not in mnist");
  await assertRejects(
    () => list({ categories: ["ten"] }),
    InputError,
    "--categories ten: not in mnist; expected some of 0, 1",
  );
});

Deno.test("plans: the bottleneck is one position of as many values as MemAE has items", () => {
  for (const [plan, channels] of [["mnist", 1], ["cifar10", 3]] as const) {
    const { variants } = findPlan(plan);
    const facts = { imageSize: 32, channels, trainingImages: 64 } as const;
    const { items } = findMethod("memae").resolve({}, facts, plan) as MemaeConfig;
    const variant = variants.find(({ id }) => id === "ae_bottleneck")!;
    const ae = findMethod("ae").resolve(variant.overrides, facts, plan) as AeConfig;
    assertEquals(ae.imageSize, 2 ** ae.levels);
    const code = ae.baseWidth * 2 ** (ae.levels - 1);
    assert(code <= items && code + 2 ** (ae.levels - 1) > items, `${plan}: ${code} of ${items}`);
  }
});

Deno.test("plans: MemAE beside the AE has its schedule and its statistic", () => {
  const facts = { imageSize: 32, channels: 1, trainingImages: 2000 } as const;
  const variant = findPlan("mnist").variants.find(({ id }) => id === "memae_as_ae")!;
  const memae = findMethod("memae").resolve(variant.overrides, facts, "t") as MemaeConfig;
  const ae = findMethod("ae").resolve({}, facts, "t") as AeConfig;
  for (const field of ["batchSize", "learningRate", "score"] as const) {
    assertEquals<unknown>(memae[field], ae[field], field);
  }
  // Of all classes: none has so few images that 50 epochs are not enough.
  const full = findMethod("memae").resolve({ ...variant.overrides, ...variant.profiles!.paper! }, {
    ...facts,
    trainingImages: 5000,
  }, "t") as MemaeConfig;
  assertEquals(
    full.epochs,
    (findMethod("ae").resolve({}, { ...facts, trainingImages: 5000 }, "t") as AeConfig).epochs,
  );
});

Deno.test("listCells: the name of a variant means this one alone", async () => {
  const ids = async (...methods: string[]) =>
    (await listCells(findPlan("mnist"), { ...SMOKE, methods, categories: ["0"] }))
      .map(({ variant }) => variant);
  assertEquals(await ids("ae"), ["ae"]);
  assertEquals(await ids("ae", "ae_bottleneck", "memae", "daad"), [
    "ae",
    "memae",
    "daad",
    "ae_bottleneck",
  ]);
});

Deno.test("listCells: a tuned variant runs where it was tuned, with what was chosen there", async () => {
  const chosen = (items: number) => ({
    record: `tunings/${items}`,
    config: { items, epochs: 100 },
    calibration: { share: 0.05 },
  });
  const plan = {
    ...findPlan("mvtec"),
    variants: [
      { id: "daad_tuned", method: "daad", tuned: { bottle: chosen(7), grid: chosen(9) } },
      { id: "daad", method: "daad" },
    ],
  };
  const choice = { ...SMOKE, categories: ["bottle", "grid", "screw"] };
  const cells = await listCells(plan, choice);
  assertEquals(cells.map(({ id }) => id), [
    ...["daad_tuned/grid/seed0", "daad/grid/seed0", "daad_tuned/bottle/seed0"],
    ...["daad/bottle/seed0", "daad/screw/seed0"],
  ]);
  // The profile says how long, as of every other variant.
  assertEquals(cells[0]!.overrides, { items: 9, epochs: 1 });
  assertEquals([cells[0]!.tuned, cells[0]!.calibration], [
    "tunings/9",
    { fields: { share: 0.05 }, source: "tunings/9" },
  ]);
  assertEquals([cells[1]!.overrides, cells[1]!.tuned], [{ epochs: 1 }, undefined]);
  const long = await listCells(plan, { ...choice, profile: "cpu", methods: ["daad_tuned"] });
  assertEquals(long.map(({ overrides }) => overrides.epochs), [100, 100]);
  await assertRejects(
    () => listCells(plan, { ...SMOKE, categories: ["screw"], methods: ["daad_tuned"] }),
    InputError,
    "daad_tuned: tuned for none of screw",
  );
});

import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { type CellChoice, listCells } from "../../../lib/experiment/plan/cells.ts";
import { PROFILES, type Variant } from "../../../lib/experiment/plan/plan.ts";
import { findPlan, PLANS } from "../../../lib/experiment/plan/plans.ts";
import { publishedColumns } from "../../../lib/experiment/published.ts";
import { findMethod, METHODS } from "../../../lib/methods/registry.ts";

const SMOKE: CellChoice = { profile: "smoke", precision: "fp32" };

for (const plan of PLANS) {
  Deno.test(`plan ${plan.id}: ids are unique and fit for paths, each cell's configuration is valid`, async () => {
    for (const profile of PROFILES) {
      const cells = await listCells(plan, { ...SMOKE, profile });
      const built = ({ method }: Variant) => METHODS.some(({ id }) => id === method);
      assertEquals(cells.length > 0, plan.variants.some(built));
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
  assertEquals(await overrides("cpu"), { imageSize: 28, epochs: 1, widen: 2 });
  assertEquals(await overrides("paper"), { imageSize: 28 });
});

Deno.test("listCells: all of one seed before the next", async () => {
  const cells = await listCells(findPlan("mnist"), {
    ...SMOKE,
    methods: ["daad"],
    categories: ["7", "2"],
    seeds: [5, 1],
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

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openTraining } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import {
  type Candidate,
  defaultCandidates,
  parseCandidates,
} from "../../../lib/experiment/tune/candidates.ts";
import { splitTraining } from "../../../lib/experiment/tune/folds.ts";
import { PROFILE } from "../../../lib/experiment/tune/profile.ts";
import { prepareTuning } from "../../../lib/experiment/tune/setup.ts";
import { listTrials } from "../../../lib/experiment/tune/trials.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import { findMethod } from "../../../lib/registry/registry.ts";

const BOTTLE = await openTraining({ data: "data/sample/bottle" });
const FACTS = { imageSize: 128, channels: 3, trainingImages: 209 } as const;

function prepare(candidates: readonly Candidate[], imageSize = 128, method = "daad") {
  const profile = PROFILE.full;
  return prepareTuning(BOTTLE, { method, candidates, profile, imageSize, seed: 0 });
}

Deno.test("splitTraining: two halves that share nothing; another seed, other halves", () => {
  const paths = (fold: 0 | 1, seed = 0) => {
    const { fit, heldOut } = splitTraining(BOTTLE, { fold, seed, images: Infinity });
    return { fit: fit.map(({ path }) => path), heldOut: heldOut.map(({ path }) => path) };
  };
  const [first, second] = [paths(0), paths(1)];
  assertEquals(first.fit, second.heldOut);
  assertEquals(first.heldOut, second.fit);
  assertEquals([first.fit.length, first.heldOut.length], [105, 104]);
  assertEquals(new Set([...first.fit, ...first.heldOut]).size, 209);
  assert(paths(0, 1).fit.join() !== first.fit.join());
});

Deno.test("splitTraining: too few images are refused", () => {
  const few = { name: "screws", train: BOTTLE.train.slice(0, 3) };
  assertThrows(
    () => splitTraining(few, { fold: 0, seed: 0, images: 2 }),
    InputError,
    "screws: 3 training images; tuning needs 4 or more",
  );
});

Deno.test("defaultCandidates: methods are given as many, all of which they accept; DAAD+ two scores more", () => {
  for (const imageSize of [32, 128]) {
    const counts = ["daad", "daad_plus", "ae", "memae"].map((method) => {
      const candidates = defaultCandidates(method, imageSize);
      for (const { config, name } of candidates) {
        findMethod(method).resolve(config, { ...FACTS, imageSize }, name);
      }
      return candidates.length;
    });
    assertEquals(counts, [11, 13, 11, 11]);
  }
  assertThrows(() => defaultCandidates("vae", 32), InputError, "--method vae");
});

Deno.test("parseCandidates: the defaults are always among them, and come first", () => {
  const fine = { name: "fine", config: { items: 50 } };
  const names = (candidates: unknown) =>
    parseCandidates({ candidates }, "plan.json").map(({ name }) => name);
  assertEquals(names([fine]), ["default", "fine"]);
  assertEquals(names([fine, { name: "default", config: {} }]), ["default", "fine"]);
  for (
    const [candidates, message] of [
      [[fine, fine], "plan.json: candidates: fine comes twice"],
      [[{ name: "default", config: { items: 1 } }], "default is the method's defaults"],
      [[{ name: "../x", config: {} }], "plan.json: candidates"],
      [[], "plan.json: candidates"],
      [[{ name: "x" }], "plan.json: candidates"],
    ] as const
  ) {
    assertThrows(() => names(candidates), InputError, message);
  }
});

Deno.test("prepareTuning: a candidate is what a run on all images would be", async () => {
  const double = { name: "double", config: {}, epochs: 2 };
  const { candidates } = await prepare([...defaultCandidates("daad", 128).slice(0, 1), double]);
  const resolved = findMethod("daad").resolve({ imageSize: 128 }, FACTS, "");
  const plain = resolved as unknown as { epochs: number };
  assertEquals(candidates[0]!.runHash, await configHash(plain));
  const twice = { ...plain, epochs: 2 * plain.epochs };
  assertEquals(candidates[1]!.runHash, await configHash(twice));
  assertEquals(candidates[1]!.overrides, { imageSize: 128, epochs: 2 * plain.epochs });
});

Deno.test("prepareTuning: what is the same twice is trained once", async () => {
  const { candidates, leftOut } = await prepare(defaultCandidates("daad", 128));
  assertEquals([...leftOut], [["4x4-100", "the same as default here"]]);
  assertEquals(candidates.length, 10);
});

Deno.test("prepareTuning: where no round has all epochs, their number is not tuned", async () => {
  const profile = PROFILE.short;
  const { candidates, leftOut } = await prepareTuning(BOTTLE, { method: "daad", profile, seed: 0 });
  assertEquals([...leftOut.keys()], ["4x4-100", "half-epochs", "double-epochs"]);
  assertEquals(candidates.map(({ name }) => name).includes("flip"), true);
});

Deno.test("prepareTuning: nor by a field of the configuration", async () => {
  const candidates = [
    { name: "default", config: {} },
    { name: "long", config: { epochs: 200 } },
    { name: "fine", config: { items: 50 } },
  ];
  const profile = PROFILE.short;
  const setup = await prepareTuning(BOTTLE, { method: "daad", profile, candidates, seed: 0 });
  assertEquals([...setup.leftOut.keys()], ["long"]);
  assertEquals(setup.candidates.map(({ name }) => name), ["default", "fine"]);
});

Deno.test("prepareTuning: a candidate that does not fit is named before anything is trained", async () => {
  const candidates = [{ name: "default", config: {} }, { name: "typo", config: { item: 3 } }];
  await assertRejects(() => prepare(candidates), InputError, "candidate typo");
});

Deno.test("listTrials: epochs are a share of the candidate's on half of the images", async () => {
  const setup = await prepare([
    { name: "default", config: {} },
    { name: "double", config: {}, epochs: 2 },
    { name: "four", config: { epochs: 4 } },
  ]);
  const own = findMethod("daad").resolve({}, { ...FACTS, trainingImages: 105 }, "");
  const { epochs } = own as unknown as { epochs: number };
  const first = await listTrials(setup, 1, setup.candidates);
  assertEquals(first.map(({ overrides }) => overrides.epochs), [
    Math.round(epochs / 4),
    Math.round(epochs / 2),
    1,
  ]);
  const last = await listTrials(setup, 2, setup.candidates);
  assertEquals(
    last.map(({ id }) => id),
    [0, 1].flatMap((fold) =>
      ["default", "double", "four"].map((name) => `round2/${name}/fold${fold}`)
    ),
  );
  assertEquals(new Set([...first, ...last].map(({ folder }) => folder)).size, 9);
});

Deno.test("listTrials: other data, another folder", async () => {
  const setup = await prepare([{ name: "default", config: {} }]);
  const [trial] = await listTrials(setup, 1, setup.candidates);
  const [other] = await listTrials({ ...setup, fingerprint: "x" }, 1, setup.candidates);
  assertEquals(other!.id, trial!.id);
  assert(other!.folder !== trial!.folder);
});

Deno.test("prepareTuning: defects of parts in folders, other objects where data are of classes", async () => {
  const kinds = async (dataset: "folder" | "cifar10") => {
    const data = { ...BOTTLE, dataset };
    const candidates = [{ name: "default", config: {} }];
    const options = { method: "ae", candidates, profile: PROFILE.smoke, seed: 0 };
    return (await prepareTuning(data, options)).kinds.map(({ id }) => id);
  };
  assertEquals((await kinds("folder")).slice(0, 2), ["cut-paste", "scar"]);
  assertEquals(await kinds("cifar10"), ["turned", "quarters", "halves"]);
});

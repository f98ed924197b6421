import { assert, assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import {
  defineConfig,
  type Facts,
  fieldGroup,
} from "../../../lib/detector/config/define_config.ts";
import { InputError } from "../../../lib/errors.ts";
import { METHODS } from "../../../lib/registry/registry.ts";

const facts = { imageSize: 32, channels: 1, trainingImages: 100 } as const;

const config = defineConfig({
  // Depends on a field that is declared after it.
  steps: {
    schema: z.int(),
    default: ({ facts, batch }: Facts & { batch: number }) => facts.trainingImages / batch,
    doc: "Steps.",
  },
  batch: { schema: z.int().min(1), default: 4, doc: "Images a step." },
  widths: {
    schema: z.array(z.int()),
    default: [8, 16],
    given: {
      schema: z.union([z.int(), z.array(z.int())]),
      complete: (value: number | number[]) => Array.isArray(value) ? value : [value, value],
    },
    doc: "Channels.",
  },
  search: fieldGroup("The search.", {
    rounds: { schema: z.int(), default: 5, doc: "Rounds." },
    rate: { schema: z.number(), default: 0.1, doc: "Rate." },
  }),
  flips: { schema: z.boolean().optional(), doc: "Flips." },
}, {
  check: ({ batch }, source) => {
    if (batch > 50) throw new InputError(`${source}: batch: found ${batch}`);
  },
});

Deno.test("defineConfig: defaults read each other in any order, and what is given", () => {
  const search = { rounds: 5, rate: 0.1 };
  assertEquals(config.resolve({}, facts, "t"), { steps: 25, batch: 4, widths: [8, 16], search });
  assertEquals(config.resolve({ batch: 10 }, facts, "t").steps, 10);
  assertEquals(config.resolve({ steps: 3 }, facts, "t").batch, 4);
  assertEquals(config.resolve({ flips: true }, facts, "t").flips, true);
});

Deno.test("defineConfig: fields keep their order, whatever the order in which they are given", () => {
  const resolved = config.resolve({ search: { rate: 1 }, widths: 4, batch: 2 }, facts, "t");
  assertEquals(Object.keys(resolved), ["steps", "batch", "widths", "search"]);
  assertEquals(resolved.widths, [4, 4]);
  assertEquals(resolved.search, { rounds: 5, rate: 1 });
});

Deno.test("defineConfig: a mistake is one line that names the field", () => {
  const resolve = (overrides: unknown) => () => config.resolve(overrides, facts, "run.json");
  assertThrows(resolve({ batches: 3 }), InputError, "run.json: unknown field batches");
  assertThrows(resolve({ search: { round: 3 } }), InputError, "unknown field search.round");
  assertThrows(resolve({ batch: 0 }), InputError, "run.json: batch: expected number to be >=1");
  assertThrows(resolve({ batch: 100 }), InputError, "run.json: batch: found 100");
  assertThrows(() => config.parse({ batch: 1 }, "detector.json"), InputError, "detector.json: ");
});

Deno.test("defineConfig: defaults are not shared between configurations", () => {
  const [a, b] = [config.resolve({}, facts, "t"), config.resolve({}, facts, "t")];
  assert(a.widths !== b.widths);
});

Deno.test("defineConfig: every field is documented, those of a group with a dot", () => {
  assertEquals(Object.keys(config.docs), [
    ...["steps", "batch", "widths", "search", "search.rounds", "search.rate", "flips"],
  ]);
  assertEquals(config.docs["search.rate"], "Rate.");
});

Deno.test("methods: a complete configuration has documented fields only", () => {
  for (const method of METHODS) {
    const complete = method.resolve({}, { ...facts, channels: 3, imageSize: 64 }, method.id);
    for (const field of Object.keys(complete)) {
      const doc = method.fields[field];
      assertEquals([method.id, field, /^\S.{8,}[.]$/s.test(doc ?? "")], [
        ...[method.id, field, true],
      ], doc);
    }
  }
});

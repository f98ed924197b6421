import { assert, assertEquals } from "@std/assert";
import { publishedImageAuroc } from "../../lib/experiment/published.ts";

const CATEGORIES = (
  "carpet grid leather tile wood bottle cable capsule hazelnut metal_nut pill screw toothbrush " +
  "transistor zipper"
).split(" ");

Deno.test("publishedImageAuroc: the DAAD+ column averages to the published mean, 89.5", () => {
  const values = CATEGORIES.map((name) => publishedImageAuroc("daad_plus", name)!.value * 100);
  const mean = values.reduce((a, b) => a + b) / values.length;
  assertEquals(mean.toFixed(1), "89.5");
});

Deno.test("publishedImageAuroc: a fraction under the source's name, marked as recalled", () => {
  const bottle = { title: "DAAD+", value: 97.6 / 100, mark: "recalled" } as const;
  assertEquals(publishedImageAuroc("daad_plus", "bottle"), bottle);
  assertEquals(publishedImageAuroc("daad", "bottle"), bottle); // beside DAAD too, as DAAD+
});

Deno.test("publishedImageAuroc: a user's folder of the same name has none", () => {
  assertEquals(publishedImageAuroc("daad_plus", "bottle", "folder"), undefined);
  assert(publishedImageAuroc("daad_plus", "bottle", "mvtec"));
});

Deno.test("publishedImageAuroc: unknown methods and categories have none", () => {
  assertEquals(publishedImageAuroc("daad", "screws"), undefined);
  assertEquals(publishedImageAuroc("other", "bottle"), undefined);
});

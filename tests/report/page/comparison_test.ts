import { assertEquals } from "@std/assert";
import { DOMParser } from "linkedom";
import type { ComparedImage, RunComparison } from "../../../lib/record/compare/comparison.ts";
import { renderComparison } from "../../../lib/report/page/comparison.ts";
import { PLAIN_RECORD } from "../../record/plain_record.ts";

const TEST = {
  ...{ difference: 0.1875, low: -0.061, high: 0.436, level: 0.95 },
  ...{ standardError: 0.127, z: 1.48, p: 0.1396 },
};

function image(path: string, label: 0 | 1, ranks: readonly [number, number]): ComparedImage {
  return { path, label, ranks, scores: [0.5, 2], pictures: [undefined, undefined] };
}

/** Texts on the page that compares an AE with DAAD. */
async function pageOf(change: Partial<RunComparison> = {}) {
  const html = await renderComparison({
    folders: ["runs/a", "runs/b"],
    records: [{ ...PLAIN_RECORD, method: "ae" }, PLAIN_RECORD],
    images: [image("test/bent/0.png", 1, [1, 2]), image("test/good/0.png", 0, [2, 1])],
    test: TEST,
    ...change,
  });
  const page = new DOMParser().parseFromString(html, "text/html");
  return (selector: string): string[] =>
    [...page.querySelectorAll(selector)].map((element) => element.textContent ?? "");
}

Deno.test("comparison page: the difference has a sign, and may be chance where its interval holds 0", async () => {
  const of = async (change: Partial<typeof TEST>) => {
    const texts = await pageOf({ test: { ...TEST, ...change } });
    const [sentence] = texts(".metrics + p");
    return [...texts(".metrics tbody tr > *"), sentence!.split(". ")[0]];
  };
  const difference = "difference, first − second";
  const chance = "The interval holds 0: on these images the difference may be chance";
  const none = "The interval does not hold 0: on these images the difference is not chance alone";
  assertEquals(await of({}), [difference, "+0.188", "−0.061 to +0.436", chance]);
  assertEquals(await of({ low: 0 }), [difference, "+0.188", "0.000 – 0.436", chance]);
  assertEquals(await of({ low: 0.012 }), [difference, "+0.188", "0.012 – 0.436", none]);
  assertEquals(
    await of({ difference: -0.1875, low: -0.436, high: -0.012 }),
    [difference, "−0.188", "−0.436 to −0.012", none],
  );
});

Deno.test("comparison page: of each run its own AUROC; without a test, why", async () => {
  const imageAuroc = { value: 0.9, low: 0.8, high: 0.95, level: 0.95, replicates: 2000 };
  const metrics = { imageAuroc } as typeof PLAIN_RECORD.metrics;
  const texts = await pageOf({
    records: [{ ...PLAIN_RECORD, method: "ae" }, { ...PLAIN_RECORD, metrics }],
  });
  assertEquals(texts(".metrics tbody tr:first-child > *"), ["DAAD", "0.900", "0.800 – 0.950"]);
  const without = await pageOf({ test: undefined });
  assertEquals(without("section:first-child p"), [
    "Not compared: that needs two images of each kind.",
  ]);
});

Deno.test("comparison page: an anomalous image is placed better by the lower rank, a normal one by the higher", async () => {
  const texts = await pageOf({
    images: [
      image("test/bent/0.png", 1, [1, 7]),
      image("test/good/0.png", 0, [1, 7]),
      image("test/bent/1.png", 1, [7, 1]),
      image("test/good/1.png", 0, [7, 1]),
      image("test/good/2.png", 0, [4, 4]),
    ],
  });
  const kinds = texts(".changed > p");
  assertEquals(texts(".changed > h3").map((path, i) => [path, kinds[i]]), [
    ["test/bent/0.png", "anomalous: rank 1 → 7; AE places it better."],
    ["test/good/0.png", "normal: rank 1 → 7; DAAD places it better."],
    ["test/bent/1.png", "anomalous: rank 7 → 1; DAAD places it better."],
    ["test/good/1.png", "normal: rank 7 → 1; AE places it better."],
  ]);
  assertEquals(texts(".changed figcaption").slice(0, 2), [
    "AE: rank 1, score 0.5000",
    "DAAD: rank 7, score 2.000",
  ]);
});

Deno.test("comparison page: runs of one method are named by their folders too", async () => {
  const texts = await pageOf({ records: [PLAIN_RECORD, PLAIN_RECORD] });
  assertEquals(texts("h1"), ["DAAD (runs/a) and DAAD (runs/b) on screws"]);
});

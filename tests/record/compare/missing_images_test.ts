import { assertEquals } from "@std/assert";
import { missingImages } from "../../../lib/record/compare/missing_images.ts";
import { someRecord } from "../table/records.ts";

Deno.test("missingImages: by each protocol of a set with classes, and nothing of a whole set", async () => {
  const automobile = { dataset: "cifar10", category: "automobile", imageSize: 32 } as const;
  const cases = [
    [{ ...automobile, tested: 10_000 }, undefined],
    [{ ...automobile, tested: 2000 }, "2000 of 10000 test images"],
    [{ ...automobile, protocol: "one-class-abnormal", tested: 15_000 }, undefined],
    [{ ...automobile, protocol: "one-class-abnormal", tested: 2000 }, "2000 of 15000 test images"],
    [{ category: "mine", tested: 20 }, undefined],
  ] as const;
  for (const [facts, expected] of cases) {
    assertEquals(missingImages(await someRecord(facts)), expected);
  }
});

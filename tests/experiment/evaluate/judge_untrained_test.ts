import { assertEquals } from "@std/assert";
import { judgeUntrained } from "../../../lib/experiment/evaluate/judge_untrained.ts";

/** The row of the method `ae`: above all in, not in, follows. */
function judged(rows: readonly (readonly [number, number, number, number])[]): string[] {
  const byCategory = Object.fromEntries(rows.map(([roughness, brightness, contrast, ae], i) => [
    `c${i}`,
    {
      roughness: `${roughness}`,
      brightness: `${brightness}`,
      contrast: `${contrast}`,
      ae: `${ae}`,
    },
  ]));
  return judgeUntrained(byCategory).text.split("\n").at(-1)!.split(/ {2,}/).slice(1);
}

Deno.test("judgeUntrained: names the score that a method follows most closely, also if it runs against it", () => {
  const along = judged([[50, 50, 40, 41], [40, 30, 50, 52], [30, 45, 60, 58], [60, 20, 70, 73], [
    20,
    10,
    80,
    79,
  ]]);
  assertEquals(along, ["2 of 5", "c0, c2, c4", "contrast 1.00"]);
  const against = judged([[80, 50, 40, 41], [70, 30, 61, 52], [60, 45, 50, 58], [50, 20, 70, 73], [
    40,
    60,
    45,
    79,
  ]]);
  assertEquals(against.at(-1), "roughness −1.00");
});

import { assert } from "@std/assert";
import { peakMemory } from "../../lib/experiment/environment.ts";

Deno.test("peakMemory: in bytes, and what was held once stays in it", () => {
  const before = peakMemory();
  let held: Uint8Array | undefined = new Uint8Array(before).fill(1); // a page that is not written takes none
  const peak = peakMemory();
  assert(peak >= 1.5 * before && peak <= 4 * before, `${before} B, then ${peak} B`);
  assert(held.at(-1) === 1);
  held = undefined;
  assert(peakMemory() >= peak);
});

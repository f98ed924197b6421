import { assert, assertEquals } from "@std/assert";
import { runScript } from "../../child.ts";

/** Bytes that a process holds for a while. */
const HELD = 200e6;

/** Prints the peak before, while and after it holds them. */
const MEASURED = `
  import { peakMemory } from ${
  JSON.stringify(import.meta.resolve("../../../lib/experiment/provenance/environment.ts"))
};
  const before = peakMemory();
  const held = new Uint8Array(${HELD}).fill(1); // a page that is not written takes none
  const peak = peakMemory();
  held.buffer.transfer(0); // gives them back at once
  console.log(JSON.stringify([before, peak, peakMemory()]));`;

/** A process counts the peak of the one that started it, here a small one instead of the tests'. */
const STARTED_BY = `
  const args = ["eval", ${JSON.stringify(MEASURED)}];
  await new Deno.Command(Deno.execPath(), { args, stdout: "inherit" }).spawn().status;`;

Deno.test("peakMemory: in bytes, and what was held once stays in it", async () => {
  const { code, stdout, stderr } = await runScript(STARTED_BY);
  assertEquals([code, stderr], [0, ""]);
  const [before, peak, after] = JSON.parse(stdout);
  const grown = peak - before;
  assert(grown >= 0.5 * HELD && grown <= 1.5 * HELD, `${before} B, then ${peak} B`);
  assert(after >= peak);
});

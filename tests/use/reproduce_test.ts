/** Sweeps as users run them; `tests/faults` runs them twice at once, stops and kills them. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { daad, type Ended } from "../child.ts";
import { withTempDir } from "../temp_dir.ts";
import { outcome, sweepArguments, writeDigits } from "../cli/digits.ts";

const command = (dir: string, results: string, categories: readonly string[]) => [
  ...sweepArguments(dir, results, categories),
  ...["--workers", "2"],
];

Deno.test("daad reproduce: the plan, what is left, failures and their reasons", () =>
  withTempDir(async (dir) => {
    await writeDigits(`${dir}/digits`);
    const args = command(dir, "results", ["3"]);
    const plan = await daad([...args, "--dry-run"]);
    assertStringIncludes(plan.stdout, 'daad: 3; seeds 0; 32 pixels {"epochs":1}');
    assertStringIncludes(plan.stdout, "1 runs: 0 done, 0 running, 0 failed, 1 open");
    assertStringIncludes(plan.stdout, "time left: unknown until a run is done");

    await Deno.rename(`${dir}/digits`, `${dir}/gone`);
    const failed = await daad(args);
    assertEquals(failed.code, 1);
    assertMatch(failed.stdout, /^\[1\/1\] daad\/3\/seed0: failed: .*digits/m);
    assertMatch(lastLine(failed), /^error: 1 of 1 runs failed; --status says why$/);
    const status = await daad([...args, "--status"]);
    assertMatch(status.stdout, /^failed {3}daad\/3\/seed0: .*digits/m);

    await Deno.rename(`${dir}/gone`, `${dir}/digits`);
    const mended = await daad(args);
    assertEquals(mended.code, 0, mended.stderr);
    assertEquals(mended.stderr.match(/^backend: .+$/gm)?.length, 1, mended.stderr);
    const files = [...(await outcome(`${dir}/results`)).keys()].map((path) =>
      path.split("/").at(-1)
    );
    assert(files.includes("record.json") && !files.includes("failure.json"));
    assert(!files.includes("model.safetensors"));
    assertStringIncludes((await daad([...args, "--models", "--status"])).stdout, "0 done");
    assertEquals((await daad([...args, "--models"])).code, 0);
    const kept = [...(await outcome(`${dir}/results`)).keys()];
    assert(kept.some((path) => path.endsWith("/model.safetensors")), kept.join());
  }));

Deno.test("daad reproduce: lists with commas are those with spaces", async () => {
  const dry = async (methods: string[], categories: string[], seeds: string[]) => {
    const { code, stdout, stderr } = await daad([
      ...["reproduce", "mnist", "--profile", "smoke", "--dry-run"],
      ...["--methods", ...methods, "--categories", ...categories, "--seeds", ...seeds],
    ]);
    assertEquals(code, 0, stderr);
    return stdout;
  };
  const commas = await dry(["ae,daad"], ["3, 4", "5"], ["0,1"]);
  assertEquals(commas, await dry(["ae", "daad"], ["3", "4", "5"], ["0", "1"]));
  assertStringIncludes(commas, "12 runs: ");
  for (const line of ["ae: 3, 4, 5; seeds 0, 1;", "daad: 3, 4, 5; seeds 0, 1;"]) {
    assertStringIncludes(commas, line);
  }
});

function lastLine({ stderr }: Ended): string {
  return stderr.trim().split("\n").at(-1)!;
}

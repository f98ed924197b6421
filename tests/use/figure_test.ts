import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ReconstructionErrors } from "../../lib/metrics/mod.ts";
import { writeRecord } from "../../lib/record/run/record_file.ts";
import { daad } from "../child.ts";
import { type RunFacts, someRecord } from "../record/table/records.ts";
import { withTempDir } from "../temp_dir.ts";

/** Writes a finished run to where `reproduce` would. */
async function writeRun(
  dir: string,
  facts: RunFacts,
  reconstructionErrors?: ReconstructionErrors,
): Promise<void> {
  const record = await someRecord(facts);
  const levels = JSON.stringify(facts.overrides).replaceAll(/\W/g, "");
  const folder = `${dir}/downsampling/cpu/${facts.method}${levels}${facts.seed ?? 0}`;
  await Deno.mkdir(folder, { recursive: true });
  const metrics = { ...record.metrics, ...(reconstructionErrors && { reconstructionErrors }) };
  await writeRecord(`${folder}/record.json`, { ...record, metrics });
}

Deno.test("daad figure downsampling: a file a category, seeds averaged, what has no point named", () =>
  withTempDir(async (dir) => {
    const memae = { widths: [16, 32], encoderKernels: [4, 4] };
    await writeRun(dir, { method: "ae", overrides: { levels: 1 } }, { normal: 0.1, defect: 0.2 });
    for (const seed of [0, 1]) {
      const errors = { normal: 0.1, defect: 0.3 + seed / 5 };
      await writeRun(dir, { method: "ae", overrides: { levels: 2 }, seed }, errors);
    }
    await writeRun(dir, { method: "memae", overrides: memae }, { normal: 0.2, defect: 0.6 });
    await writeRun(dir, { method: "ae", overrides: { levels: 3 } });
    const { code, stdout, stderr } = await daad(
      ["figure", "downsampling", "--results", dir, "--out", `${dir}/figures`],
    );
    assertEquals([code, stderr], [
      0,
      `warning: ${dir}/downsampling/cpu/aelevels30/record.json: ` +
      "no reconstruction error of defects; left out\n",
    ]);
    assertStringIncludes(stdout, `${dir}/figures/downsampling-bottle.svg: `);
    const svg = await Deno.readTextFile(`${dir}/figures/downsampling-bottle.svg`);
    for (const name of ["AE, defects", "MemAE, normal images", "Down-sampling, bottle"]) {
      assertStringIncludes(svg, name);
    }
    // Ticks only at the ratios that were run.
    const axis = /<g class="x-axis">.*?<\/g>/s.exec(svg)![0];
    const labels = [...axis.matchAll(/text-anchor="middle">([^<]*)<\/text>/g)].map(([, t]) => t);
    assertEquals(labels, ["2", "4"]);
  }));

Deno.test("daad figure downsampling: a second file of image AUROCs, by the wanted score", () =>
  withTempDir(async (dir) => {
    const errors = { normal: 0.1, defect: 0.2 };
    const statistics = { mse: 0.6 };
    await writeRun(dir, { method: "ae", overrides: { levels: 1 }, statistics }, errors);
    await writeRun(dir, { method: "ae", overrides: { levels: 2 } }, errors);
    const draw = async (...options: string[]) => {
      const { code, stdout, stderr } = await daad(
        ["figure", "downsampling", "--results", dir, "--out", `${dir}/figures`, ...options],
      );
      assertEquals([code, stderr.includes("warning")], [0, false], stderr);
      const name = /downsampling-bottle-auroc-\w+\.svg/.exec(stdout)?.[0];
      return [stderr, name && await Deno.readTextFile(`${dir}/figures/${name}`)];
    };
    const [, own] = await draw();
    for (const text of ["AE, 2×", "AE, 4×", "own score"]) assertStringIncludes(own!, text);
    const [, mse] = await draw("--score", "mse");
    assertEquals([mse!.includes("AE, 2×"), mse!.includes("AE, 4×")], [true, false]);
    assertEquals(await draw("--score", "max"), [
      "bottle: no record has an image AUROC by the maximum of the error map\n",
      undefined,
    ]);
  }));

Deno.test("daad figure: without a run it says where it looked", () =>
  withTempDir(async (dir) => {
    const { code, stderr } = await daad(["figure", "downsampling", "--results", dir]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, `${dir}/downsampling/cpu`);
    assertEquals(stderr.trimEnd().split("\n").length, 1);
  }));

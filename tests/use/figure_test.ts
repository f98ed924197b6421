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
      "no reconstruction error of defects; left out of the chart of errors\n",
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

Deno.test("daad figure downsampling: images without masks have the chart of image AUROCs", () =>
  withTempDir(async (dir) => {
    const statistics = { mse: 0.6 };
    const nut = { category: "hazelnut", method: "ae", overrides: { levels: 2 }, statistics };
    await writeRun(dir, nut, { normal: 0.1 });
    await writeRun(dir, { ...nut, overrides: { levels: 1 }, untrained: "why" }, { normal: 0.1 });
    const draw = (...options: string[]) =>
      daad(["figure", "downsampling", "--results", dir, "--out", `${dir}/figures`, ...options]);
    const { code, stdout, stderr } = await draw();
    assertEquals(code, 0, stderr);
    const written = Deno.readDirSync(`${dir}/figures`).toArray().map(({ name }) => name);
    assertEquals(written.filter((name) => name !== ".daad"), [
      "downsampling-hazelnut-auroc-own.svg",
    ]);
    assertStringIncludes(stdout, "Left out, since a run of theirs learnt nothing: AE, 2×.");
    await Deno.remove(`${dir}/downsampling/cpu/aelevels20`, { recursive: true });
    const alone = await draw();
    assertEquals([alone.code, alone.stdout], [0, ""]);
    assertStringIncludes(
      alone.stderr,
      "hazelnut: no image AUROC. Left out, since a run of theirs learnt nothing: AE, 2×.\n",
    );
  }));

Deno.test("daad figure: its own files are replaced, those from elsewhere are not", () =>
  withTempDir(async (dir) => {
    const errors = { normal: 0.1, defect: 0.2 };
    await writeRun(dir, { method: "ae", overrides: { levels: 1 } }, errors);
    const out = `${dir}/figures`;
    const draw = () => daad(["figure", "downsampling", "--results", dir, "--out", out]);
    const path = `${out}/downsampling-bottle.svg`;
    await Deno.mkdir(out);
    await Deno.writeTextFile(path, "a user's");
    const refused = await draw();
    assertEquals([refused.code, refused.stderr], [
      1,
      `error: --out ${out}: holds downsampling-bottle.svg, which no run wrote and which would be ` +
      "replaced; move it away or choose another folder\n",
    ]);
    assertEquals(await Deno.readTextFile(path), "a user's");
    assertEquals(Deno.readDirSync(out).toArray().length, 1);
    await Deno.remove(path);
    for (let time = 0; time < 2; time++) assertEquals((await draw()).code, 0, `time ${time}`);
    assertStringIncludes(await Deno.readTextFile(path), "<svg");
  }));

Deno.test("daad figure: what is opened is not written, so options of files are refused", async () => {
  for (const [name, value] of [["out", "runs/figures"], ["format", "svg"]] as const) {
    const { code, stdout, stderr } = await daad(
      ["figure", "downsampling", "--open", `--${name}`, value],
    );
    assertEquals([code, stdout], [2, ""]);
    const refusal = `error: --${name}: not together with --open; leave one of them out\n`;
    assertStringIncludes(stderr, refusal);
  }
});

Deno.test("daad figure: without a run it says where it looked", () =>
  withTempDir(async (dir) => {
    const { code, stderr } = await daad(["figure", "downsampling", "--results", dir]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, `${dir}/downsampling/cpu`);
    assertEquals(stderr.trimEnd().split("\n").length, 1);
  }));

import { assert, assertEquals, assertRejects } from "@std/assert";
import { AccessError, InputError } from "../../../lib/errors.ts";
import { OutputFolder } from "../../../lib/experiment/output/output_folder.ts";
import { RESULT_FILES, SCORING_FILES } from "../../../lib/experiment/output/written.ts";
import { prepareFolder } from "../../../lib/files.ts";
import { skipBecause, unlessLinux } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { exists } from "../../until.ts";

const write = (dir: string, name: string, text = name) =>
  Deno.mkdir(`${dir}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true })
    .then(() => Deno.writeTextFile(`${dir}/${name}`, text));

const open = (dir: string, overwrite?: boolean) =>
  OutputFolder.open(dir, RESULT_FILES, "training", { overwrite });

Deno.test("OutputFolder: one owner at a time, named to the others", () =>
  withTempDir(async (dir) => {
    {
      await using _ = await open(dir);
      const { message } = await assertRejects(() => open(dir), InputError);
      assert(
        message.startsWith(`--out ${dir}: process ${Deno.pid} on ${Deno.hostname()} (training)`),
        message,
      );
    }
    await using _ = await open(dir);
  }));

Deno.test("OutputFolder: files of others are never replaced, also with --overwrite", () =>
  withTempDir(async (dir) => {
    await write(dir, "notes.txt");
    await write(dir, "scores.csv", "mine");
    await write(dir, "heatmaps/weather.png", "mine too");
    for (const overwrite of [true, false]) {
      const { message } = await assertRejects(() => open(dir, overwrite), InputError);
      assert(
        message.startsWith(`--out ${dir}: holds scores.csv, heatmaps, which no run wrote`),
        message,
      );
    }
    assertEquals([...Deno.readDirSync(dir)].length, 3);
    assertEquals(await Deno.readTextFile(`${dir}/scores.csv`), "mine");
  }));

Deno.test("OutputFolder: what was written is replaced, what another put beside it stays", () =>
  withTempDir(async (dir) => {
    {
      await using folder = await open(dir);
      await folder.claim(["scores.csv"]);
      await folder.replaceFolder("heatmaps", ["1_a.png", "2_b.png"]);
      for (const name of ["scores.csv", "heatmaps/1_a.png", "heatmaps/2_b.png"]) {
        await write(dir, name);
      }
    }
    await write(dir, "heatmaps/mine.png");
    const { message } = await assertRejects(() => open(dir, false), InputError);
    assertEquals(
      message,
      `--out ${dir}: already holds scores.csv, heatmaps; choose another folder or pass --overwrite`,
    );
    await using folder = await open(dir);
    await folder.replaceFolder("heatmaps", ["1_c.png"]);
    assertEquals([...Deno.readDirSync(`${dir}/heatmaps`)].map(({ name }) => name), ["mine.png"]);
    await assertRejects(() => folder.replaceFolder("heatmaps", ["mine.png"]), InputError);
    await folder.remove(["scores.csv", "notes.txt"]);
    assertEquals(await exists(`${dir}/scores.csv`), false);
    // Appears while the run is in progress: the check before writing finds it.
    await write(dir, "report.html", "mine");
    await assertRejects(() => folder.claim(["report.html"]), InputError, "holds report.html");
  }));

Deno.test("OutputFolder: folders of before, which have no list, are known by what they hold", () =>
  withTempDir(async (dir) => {
    await write(dir, "checkpoint.safetensors");
    await write(dir, "model.safetensors");
    await write(dir, "heatmaps/1_test_good_000.png");
    await using _ = await open(dir);
    await write(dir, "scored/report.html", '<meta http-equiv="Content-Security-Policy" sha256-x>');
    await write(dir, "scored/scores.csv");
    await using scored = await OutputFolder.open(`${dir}/scored`, SCORING_FILES, "scoring");
    await scored.claim(["scores.csv"]);
  }));

Deno.test("OutputFolder: what cannot be a folder is one line that says why", () =>
  withTempDir(async (dir) => {
    await write(dir, "file");
    for (const path of [`${dir}/file`, `${dir}/file/below/it`]) {
      const { message } = await assertRejects(() => open(path), AccessError);
      assertEquals(
        message,
        `${path}: cannot be a folder, since ${dir}/file is a file; choose another folder`,
      );
    }
  }));

Deno.test({
  name: "OutputFolder: a file system that takes no folder is named",
  ignore: skipBecause("OutputFolder: /proc", unlessLinux("there is no /proc")),
}, async () => {
  const { message } = await assertRejects(() => open("/proc/none"), AccessError);
  assert(message.startsWith("/proc/none: nothing can be written there: "), message);
  assert(message.endsWith("; choose another folder"), message);
});

Deno.test("OutputFolder: what a killed process left half written is removed, also beside its list", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/.daad`);
    const parts = [`${dir}/scores.csv.7.daad-part`, `${dir}/.daad/written.json.7.daad-part`];
    for (const part of parts) await Deno.writeTextFile(part, "half");
    // Another process may be trying at this moment whether it can write here.
    const probe = `${dir}/.write-check.8.daad-part`;
    await Deno.writeTextFile(probe, "x");
    await using _folder = await OutputFolder.open(dir, ["scores.csv"], "scoring");
    for (const part of parts) await assertRejects(() => Deno.stat(part), Deno.errors.NotFound);
    assert((await Deno.stat(probe)).isFile);
    const longAgo = new Date(Date.now() - 3_600_000);
    await Deno.utime(probe, longAgo, longAgo);
    await prepareFolder(dir);
    await assertRejects(() => Deno.stat(probe), Deno.errors.NotFound);
  }));

Deno.test("OutputFolder: a name that was claimed and not written is free again", () =>
  withTempDir(async (dir) => {
    {
      await using folder = await open(dir);
      await folder.claim(["scores.csv", "overview.png"]);
      await write(dir, "scores.csv");
      await folder.settle();
    }
    await write(dir, "overview.png", "mine");
    await assertRejects(() => open(dir), InputError, `--out ${dir}: holds overview.png, which no`);
    await Deno.remove(`${dir}/overview.png`);
    await using _ = await open(dir);
  }));

import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../lib/errors.ts";
import { prepareFolder, removeIfPresent, writeFileAtomically } from "../lib/files.ts";
import { withTempDir } from "./temp_dir.ts";

const names = (dir: string) => [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();

Deno.test("writeFileAtomically: text and bytes replace the whole of an older file", () =>
  withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/a`, "something longer than what follows");
    await writeFileAtomically(`${dir}/a`, "größer");
    assertEquals(await Deno.readTextFile(`${dir}/a`), "größer");
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
    await writeFileAtomically(`${dir}/a`, bytes);
    assertEquals(await Deno.readFile(`${dir}/a`), bytes);
    assertEquals(names(dir), ["a"]);
  }));

Deno.test("writeFileAtomically: what fails leaves the target and no temporary file", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/taken/inner`, { recursive: true });
    await assertRejects(() => writeFileAtomically(`${dir}/taken`, "x"));
    assertEquals([names(dir), names(`${dir}/taken`)], [["taken"], ["inner"]]);
    await assertRejects(() => writeFileAtomically(`${dir}/none/a`, "x"), InputError, "/none/a");
  }));

Deno.test("prepareFolder: makes the folder, removes what killed processes left, keeps the rest", () =>
  withTempDir(async (dir) => {
    await prepareFolder(`${dir}/a/b`);
    assertEquals(names(`${dir}/a/b`), []);
    for (const name of ["scores.csv", "scores.csv.123.daad-part", "my.1.part", "x.12.daad-parts"]) {
      await Deno.writeTextFile(`${dir}/${name}`, "");
    }
    await prepareFolder(dir);
    assertEquals(names(dir), ["a", "my.1.part", "scores.csv", "x.12.daad-parts"]);
  }));

Deno.test("removeIfPresent: removes files and full folders, and nothing where there is none", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/folder/inner`, { recursive: true });
    await Deno.writeTextFile(`${dir}/file`, "");
    for (const name of ["folder", "file", "none"]) await removeIfPresent(`${dir}/${name}`);
    assertEquals(names(dir), []);
    await Deno.writeTextFile(`${dir}/file`, "");
    await assertRejects(() => removeIfPresent(`${dir}/file/below`));
  }));

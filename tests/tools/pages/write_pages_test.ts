/** `deno task tables` writes whole files and sections, and `--check` finds what differs. */
import { assertEquals, assertRejects } from "@std/assert";
import { writePages } from "../../../tools/pages/write_pages.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("tables: files and sections are brought up to date, files of no page are removed", () =>
  withTempDir(async (dir) => {
    const root = `${dir}/`;
    const section = (content: string) =>
      `a\n\n<!-- x -->\n\n${content}\n\n<!-- end of x -->\n\nb\n`;
    await Deno.mkdir(`${dir}/tables`);
    await Deno.writeTextFile(`${dir}/tables/old.md`, "old");
    await Deno.writeTextFile(`${dir}/README.md`, section("old"));
    const pages = { whole: { "tables/new.md": "new\n" }, sections: { "README.md": { x: "new" } } };
    const write = (check: boolean) => writePages(pages, { root, folders: ["tables"], check });
    const differing = ["tables/new.md", "README.md", "tables/old.md"];

    assertEquals(await write(true), differing);
    assertEquals([...Deno.readDirSync(`${dir}/tables`)].map(({ name }) => name), ["old.md"]);
    assertEquals(await Deno.readTextFile(`${dir}/README.md`), section("old"));

    assertEquals(await write(false), differing);
    assertEquals([...Deno.readDirSync(`${dir}/tables`)].map(({ name }) => name), ["new.md"]);
    assertEquals(await Deno.readTextFile(`${dir}/tables/new.md`), "new\n");
    assertEquals(await Deno.readTextFile(`${dir}/README.md`), section("new"));
    assertEquals(await write(true), []);
  }));

Deno.test("tables: a section that a file lacks is named", () =>
  withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/README.md`, "nothing");
    const pages = { whole: {}, sections: { "README.md": { x: "new" } } };
    await assertRejects(
      () => writePages(pages, { root: `${dir}/`, folders: [], check: false }),
      Error,
      "README.md: no section x",
    );
  }));

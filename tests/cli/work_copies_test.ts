import { assertEquals } from "@std/assert";
import { makeWorkCopies } from "../../lib/cli/work_copies.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("work copies: made once, never replaced, and what has a newer original is named", () =>
  withTempDir(async (dir) => {
    const [originals, copies] = [`${dir}/notebooks`, `${dir}/work`];
    await Deno.mkdir(originals);
    const write = (path: string, text: string) => Deno.writeTextFile(`${dir}/${path}`, text);
    const read = (path: string) => Deno.readTextFile(`${dir}/${path}`);
    await write("notebooks/a.ipynb", "a");
    await write("notebooks/b.ipynb", "b");
    await write("notebooks/.a.check.ts", "no notebook");
    assertEquals(await makeWorkCopies(originals, copies), []);
    assertEquals([await read("work/a.ipynb"), await read("work/b.ipynb")], ["a", "b"]);

    await write("work/a.ipynb", "a, and what the user made of it");
    await write("notebooks/a.ipynb", "a, second version");
    await write("notebooks/c.ipynb", "c");
    for (let start = 0; start < 2; start++) {
      assertEquals(await makeWorkCopies(originals, copies), ["a.ipynb"]);
    }
    assertEquals(await read("work/a.ipynb"), "a, and what the user made of it");
    assertEquals([await read("work/c.ipynb"), await read("notebooks/b.ipynb")], ["c", "b"]);

    await write("work/.originals.json", ""); // half written by an earlier version
    assertEquals(await makeWorkCopies(originals, copies), ["a.ipynb"]);
    await Deno.rename(`${copies}/a.ipynb`, `${copies}/mine.ipynb`); // what the message proposes
    assertEquals(await makeWorkCopies(originals, copies), []);
    assertEquals(await read("work/a.ipynb"), "a, second version");
  }));

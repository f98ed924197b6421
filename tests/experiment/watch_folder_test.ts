import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { watchFolder } from "../../lib/experiment/watch_folder.ts";
import { withTempDir } from "../temp_dir.ts";
import { writeImages } from "../data/images.ts";

/** Writes an image that was changed at a given second. */
async function write(dir: string, name: string, second: number): Promise<void> {
  await writeImages(dir, [name]);
  await Deno.utime(`${dir}/${name}`, second, second);
}

Deno.test("watchFolder: what is there and what comes, in the order of the last changes, each once", () =>
  withTempDir(async (dir) => {
    await write(dir, "b.png", 1000);
    await write(dir, "a.png", 2000);
    await write(dir, "inner/c.png", 1500);
    const controller = new AbortController();
    const paths: string[] = [];
    for await (const { path } of watchFolder(dir, controller.signal)) {
      paths.push(path.slice(dir.length + 1));
      if (paths.length === 3) {
        await Deno.writeTextFile(`${dir}/notes.txt`, "no image");
        await write(dir, "d.png", 500);
        await Deno.utime(`${dir}/a.png`, 3000, 3000); // touched: it stays the same image
      }
      if (paths.length === 4) await Deno.remove(`${dir}/b.png`);
      if (paths.length === 4) await write(dir, "e.png", 4000);
      if (paths.length === 5) await write(dir, "b.png", 5000); // gone for a look: another image
      if (paths.length === 6) controller.abort();
    }
    assertEquals(paths, ["b.png", "inner/c.png", "a.png", "d.png", "e.png", "b.png"]);
  }));

Deno.test("watchFolder: what cannot be read comes again until it is settled, then when it changes", () =>
  withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/a.png`, "begun");
    const controller = new AbortController();
    const seen: [string, boolean][] = [];
    let written = false;
    for await (const { settled, failed } of watchFolder(dir, controller.signal)) {
      const text = await Deno.readTextFile(`${dir}/a.png`);
      seen.push([text, settled]);
      if (text === "ended") {
        controller.abort();
        continue;
      }
      failed();
      if (settled && !written) {
        written = true;
        await Deno.writeTextFile(`${dir}/a.png`, "ended");
      }
    }
    assertEquals(seen[0], ["begun", false]);
    assertEquals(seen.filter(([text, settled]) => text === "begun" && settled).length, 1);
    assertEquals(seen.at(-1), ["ended", false]);
  }));

Deno.test("watchFolder: a folder that is not there is one line", () =>
  withTempDir(async (dir) => {
    const watching = watchFolder(`${dir}/none`, new AbortController().signal);
    await assertRejects(() => watching.next(), InputError, "none: no such folder");
  }));

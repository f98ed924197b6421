import { assert, assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { watchFolder } from "../../../lib/experiment/score/watch_folder.ts";
import { writeImages } from "../../data/images.ts";
import { skipBecause, unlessLinux } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { until } from "../../until.ts";

/** Writes an image whose modification time is the given second. */
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
        await Deno.utime(`${dir}/a.png`, 3000, 3000); // only touched: it remains the same image
      }
      if (paths.length === 4) await Deno.remove(`${dir}/b.png`);
      if (paths.length === 4) await write(dir, "e.png", 4000);
      if (paths.length === 5) await write(dir, "b.png", 5000); // gone for one check: another image
      if (paths.length === 6) controller.abort();
    }
    assertEquals(paths, ["b.png", "inner/c.png", "a.png", "d.png", "e.png", "b.png"]);
  }));

Deno.test("watchFolder: a name that elsewhere is a mask's is an image, whichever comes first", () =>
  withTempDir(async (dir) => {
    await write(dir, "7.png", 1000);
    await write(dir, "7_label.png", 2000);
    await write(dir, "8_mask.png", 3000);
    await write(dir, "8.png", 4000);
    const controller = new AbortController();
    const paths: string[] = [];
    for await (const { path } of watchFolder(dir, controller.signal)) {
      paths.push(path.slice(dir.length + 1));
      if (paths.length === 4) controller.abort();
    }
    assertEquals(paths, ["7.png", "7_label.png", "8_mask.png", "8.png"]);
  }));

Deno.test("watchFolder: files are asked for their states together, but not all at once", () =>
  withTempDir(async (dir) => {
    await writeImages(dir, Array.from({ length: 80 }, (_, i) => `${i}.png`));
    const { stat } = Deno;
    let [now, most] = [0, 0];
    Deno.stat = async (path) => {
      if (String(path).endsWith(".png")) most = Math.max(most, ++now);
      try {
        return await stat(path);
      } finally {
        if (String(path).endsWith(".png")) now--;
      }
    };
    try {
      const controller = new AbortController();
      const paths: string[] = [];
      for await (const { path } of watchFolder(dir, controller.signal)) {
        paths.push(path);
        if (paths.length === 80) controller.abort();
      }
      assertEquals(new Set(paths).size, 80);
    } finally {
      Deno.stat = stat;
    }
    assert(most > 1 && most <= 32, `${most}`);
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

Deno.test("watchFolder: another content under the same name is another image, renamed in or written over", () =>
  withTempDir(async (dir) => {
    const inbox = `${dir}/inbox`;
    await Deno.mkdir(inbox);
    const put = (text: string) => Deno.writeTextFile(`${inbox}/latest.png`, text);
    await put("1");
    const controller = new AbortController();
    const seen: string[] = [];
    for await (const { path } of watchFolder(inbox, controller.signal)) {
      seen.push(await Deno.readTextFile(path));
      if (seen.length === 1) await put("2"); // of the same size
      if (seen.length === 2) {
        await Deno.writeTextFile(`${dir}/new.png`, "3");
        await Deno.rename(`${dir}/new.png`, `${inbox}/latest.png`);
      }
      if (seen.length === 3) controller.abort();
    }
    assertEquals(seen, ["1", "2", "3"]);
  }));

Deno.test("watchFolder: a folder that is gone for a while gives out nothing twice", () =>
  withTempDir(async (dir) => {
    const inbox = `${dir}/inbox`;
    await write(inbox, "a.png", 1000);
    const controller = new AbortController();
    const names: string[] = [];
    let missed = false;
    const { readDir } = Deno;
    Deno.readDir = async function* (path) {
      try {
        yield* readDir(path);
      } catch (error) {
        missed ||= path === inbox;
        throw error;
      }
    };
    const goAndComeBack = async () => {
      await Deno.rename(inbox, `${dir}/away`);
      await until("the watcher has looked for the folder", () => missed);
      await write(`${dir}/away`, "b.png", 2000);
      await Deno.rename(`${dir}/away`, inbox);
    };
    let back: Promise<void> | undefined;
    try {
      for await (const { path } of watchFolder(inbox, controller.signal)) {
        names.push(path.slice(inbox.length + 1));
        back ??= goAndComeBack();
        if (names.length === 2) controller.abort();
      }
      await back;
    } finally {
      Deno.readDir = readDir;
    }
    assertEquals(names, ["a.png", "b.png"]);
  }));

/** What a file system that others change, over a network, may answer once, of these paths in turn. */
const ONCE: readonly {
  readonly what: string;
  readonly call: "stat" | "realPath" | "readDir";
  readonly of: readonly string[];
  readonly error: Error;
}[] = [
  {
    what: "a file cannot be asked for its state",
    ...{ call: "stat", of: ["/a.png"], error: new Error("Input/output error (os error 5)") },
  },
  {
    what: "the folder is gone while it is listed",
    ...{ call: "readDir", of: [""], error: new Deno.errors.NotFound() },
  },
  {
    what: "the folder goes during a scan",
    ...{ call: "stat", of: ["/a.png", ""], error: new Deno.errors.NotFound() },
  },
  {
    what: "a folder in it goes while it is searched",
    ...{ call: "realPath", of: ["/inner"], error: new Deno.errors.NotFound() },
  },
];

for (const { what, call, of, error } of ONCE) {
  Deno.test(`watchFolder: ${what}: it goes on, and gives out nothing twice`, () =>
    withTempDir(async (dir) => {
      await write(dir, "a.png", 1000);
      await Deno.mkdir(`${dir}/inner`);
      const controller = new AbortController();
      const names: string[] = [];
      const real = Deno[call] as (path: string | URL) => unknown;
      const left = [...of];
      let written: Promise<void> | undefined;
      const failOnce = (path: string | URL) => {
        if (names.length === 0 || path !== dir + left[0]) return real(path);
        left.shift();
        if (left.length === 0) written = write(dir, "b.png", 2000);
        throw error;
      };
      Object.assign(Deno, {
        // A folder is listed, and anything else answers, later than it is asked.
        [call]: call === "readDir"
          ? async function* (path: string) {
            yield* failOnce(path) as AsyncIterable<Deno.DirEntry>;
          }
          : async (path: string) => await failOnce(path),
      });
      try {
        for await (const { path } of watchFolder(dir, controller.signal)) {
          names.push(path.slice(dir.length + 1));
          if (names.includes("b.png")) controller.abort();
        }
      } finally {
        Object.assign(Deno, { [call]: real });
      }
      await written;
      assertEquals(names, ["a.png", "b.png"]);
    }));
}

Deno.test("watchFolder: a folder in it that may not be read is told once, and hides no other file", () =>
  withTempDir(async (dir) => {
    const locked = `${dir}/lost+found`;
    await Deno.mkdir(locked);
    await write(dir, "a.png", 1000);
    const { readDir } = Deno;
    Deno.readDir = (path) => {
      if (path !== locked) return readDir(path);
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    };
    const controller = new AbortController();
    const unusable: string[] = [];
    const onUnusable = (path: string, reason: string) => unusable.push(`${path}: ${reason}`);
    const names: string[] = [];
    try {
      for await (const { path } of watchFolder(dir, controller.signal, onUnusable)) {
        names.push(path.slice(dir.length + 1));
        controller.abort();
      }
    } finally {
      Deno.readDir = readDir;
    }
    assertEquals(names, ["a.png"]);
    assertEquals(unusable, [
      `${locked}: this folder may not be read; allow it, or move the folder away`,
    ]);
  }));

Deno.test("watchFolder: a file is settled by what scans found, not by how long others are scored", () =>
  withTempDir(async (dir) => {
    await write(dir, "a.png", 1000);
    await write(dir, "b.png", 2000);
    const now = performance.now.bind(performance);
    const controller = new AbortController();
    const seen: boolean[] = [];
    let scoring = 0;
    performance.now = () => now() + scoring;
    try {
      for await (const { path, settled, failed } of watchFolder(dir, controller.signal)) {
        if (path.endsWith("/a.png")) {
          scoring = 10_000_000;
          continue;
        }
        seen.push(settled);
        failed();
        if (settled) controller.abort();
      }
    } finally {
      performance.now = now;
    }
    assertEquals(seen, [false, true]);
  }));

Deno.test({
  name: "watchFolder: a name that nothing can open is told once, and hides no other file",
  ignore: skipBecause("watchFolder", unlessLinux("such a name is possible on Linux only")),
  fn: () =>
    withTempDir(async (dir) => {
      const { code } = await new Deno.Command("sh", {
        args: ["-c", `: > "$0/$(printf '\\344').png"`, dir],
      }).output();
      assertEquals(code, 0);
      await write(dir, "a.png", 1000);
      const controller = new AbortController();
      const unusable: string[] = [];
      const onUnusable = (path: string, reason: string) => unusable.push(`${path}: ${reason}`);
      const names: string[] = [];
      for await (const { path } of watchFolder(dir, controller.signal, onUnusable)) {
        names.push(path.slice(dir.length + 1));
        if (names.length === 1) await write(dir, "b.png", 2000);
        if (names.length === 2) controller.abort();
      }
      assertEquals(names, ["a.png", "b.png"]);
      assertEquals(unusable, [
        `${dir}/\ufffd.png: its name is not UTF-8 (Latin-1, perhaps), so it cannot be opened; rename it`,
      ]);
    }),
});

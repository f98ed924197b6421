import { assert, assertEquals } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { unchangedRanges } from "../../../lib/backend/library/release_pages.ts";
import { ifPresent } from "../../../lib/files.ts";
import { runScript } from "../../child.ts";
import { sharedLibrary } from "../../faults/shared_library.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";

const backend = await useBackend();
const library = backend.tensorflow?.binding === "ffi" ? backend.tensorflow.path : undefined;
const ignore = skipBecause(
  "releasePages",
  Deno.build.os === "linux" && library && await ifPresent(Deno.stat("/proc/self/smaps"))
    ? undefined
    : "no TensorFlow library, or a system that does not tell what is resident",
);

Deno.test("unchangedRanges: whole pages of what is loaded and never written to", () => {
  const LOADED = 1;
  const [EXECUTED, WRITTEN, READ] = [1, 2, 4];
  const part = (type: number, flags: number, address: number, bytes: number) => ({
    ...{ type, flags, address, bytes, offset: 0 },
  });
  assertEquals(
    unchangedRanges([
      part(LOADED, READ, 0, 0x30000),
      part(LOADED, READ | EXECUTED, 0x3fff0, 0x20020),
      part(LOADED, READ | WRITTEN, 0x60010, 0x90000),
      part(LOADED, READ, 0x100001, 0x1fffe),
      part(LOADED + 1, READ, 0, 0x30000),
    ]),
    [{ start: 0, bytes: 0x30000 }, { start: 0x40000, bytes: 0x20000 }],
  );
});

Deno.test({
  name: "releasePages: what was read is no longer resident, and is there when it is read again",
  ignore,
  // A child: the other tests of this process read the library meanwhile.
  fn: async () => {
    const { code, stdout, stderr } = await runScript(`
      import * as tf from "@tensorflow/tfjs";
      import { useBackend } from "./lib/backend/backend.ts";
      import { releasePages } from "./lib/backend/library/release_pages.ts";
      const { tensorflow } = await useBackend({ force: "tensorflow" });
      const file = Deno.realPathSync(tensorflow.path);
      const resident = () => {
        let [own, kilobytes] = [false, 0];
        for (const line of Deno.readTextFileSync("/proc/self/smaps").split("\\n")) {
          const mapping = /^[0-9a-f]+-[0-9a-f]+ (\\S+) .*?(\\/.*)?$/.exec(line);
          if (mapping) own = mapping[1] === "r-xp" && mapping[2] === file;
          else if (own && line.startsWith("Rss:")) kilobytes += parseInt(line.slice(4));
        }
        return kilobytes;
      };
      const compute = () => [...tf.conv2d(tf.ones([1, 8, 8, 3]), tf.ones([3, 3, 3, 2]), 1, "same").dataSync()];
      const first = compute();
      const before = resident();
      releasePages(tensorflow.path);
      const released = resident();
      const again = compute();
      console.log(JSON.stringify({ first, again, before, released, used: resident() }));
    `);
    assertEquals(code, 0, stderr);
    const { first, again, before, released, used } = JSON.parse(stdout);
    assertEquals(again, first);
    assert(released < before / 2, `${before} kB of code were resident, then ${released}`);
    assert(used > released, `${released} kB, and no more after an op`);
  },
});

Deno.test("releasePages: a library that is not loaded, or not there, is left alone", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/libcrashing.so`;
    await Deno.writeFile(path, sharedLibrary({ functions: {}, crashes: true }));
    // Loading it would end the child.
    const ended = await runScript(`
      import { releasePages } from "./lib/backend/library/release_pages.ts";
      releasePages(${JSON.stringify(path)});
      releasePages(${JSON.stringify(`${dir}/libmissing.so`)});
      console.log("left alone");`);
    assertEquals(ended, { code: 0, stdout: "left alone\n", stderr: "" });
  }));

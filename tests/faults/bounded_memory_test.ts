import { assert, assertEquals } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { linkImages } from "../../bench/linked_images.ts";
import { runDeno } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

const { id } = await useBackend();
/** On other backends a training of this size takes minutes; only Linux reports a process's own peak. */
const REASON = id !== "tensorflow"
  ? `the backend is ${id}, not tensorflow`
  : Deno.build.os !== "linux"
  ? `the system is ${Deno.build.os}, not linux`
  : undefined;

/** MB that all images take when decoded to 256×256 RGB. */
const decoded = (count: number) => (count * 256 * 256 * 3) / 1e6;
/** MB of decoded images that may stay in memory. */
const MEMORY = 20;
/** MB by which two runs of one size may differ; less than half of what the added images take. */
const TOLERANCE = 80;
/** MB for TensorFlow, the network and everything else. */
const BOUND = 1000;

if (!skipBecause("training in bounded memory", REASON)) {
  Deno.test("training: peak memory is bounded and does not grow with the number of images", () =>
    withTempDir(async (dir) => {
      const [few, many] = [200, 1200];
      await linkImages(dir, { count: many, side: 320, format: "jpg" });
      const peak = async (count: number) => {
        const { code, stdout, stderr } = await runDeno([
          ...["run", "--quiet", "--allow-all", "tests/faults/bounded_memory_child.ts"],
          ...[dir, String(count), String(MEMORY * 1e6)],
        ]);
        assertEquals([code, stderr], [0, ""]);
        return Number(stdout);
      };
      const [withFew, withMany] = [await peak(few), await peak(many)];
      assert(decoded(many) - decoded(few) > 2 * TOLERANCE);
      assert(
        withMany - withFew < TOLERANCE && withMany < BOUND,
        `${few} images: ${withFew} MB, ${many} images: ${withMany} MB`,
      );
    }));
}

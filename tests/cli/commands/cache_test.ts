import { assertEquals, assertMatch } from "@std/assert";
import { FeatureCache } from "../../../lib/detector/machine/feature_cache.ts";
import { daad } from "../../child.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("cache: says what the folder holds, and clears it, by option or environment", () =>
  withTempDir(async (dir) => {
    new FeatureCache(dir).write("net/a", Float32Array.of(1, 2)); // 40 bytes
    const told = await daad(["cache", "--cache", dir]);
    assertMatch(told.stdout, /: 1 entry, 0\.0 MB of at most 4295 MB\n$/);
    const cleared = await daad(["cache", "--clear"], { DAAD_CACHE: dir });
    assertMatch(cleared.stdout, /: 1 entry, 0\.0 MB removed\n$/);
    assertEquals(cleared.code, 0, cleared.stderr);
    assertEquals(new FeatureCache(dir).size().entries, 0);
  }));

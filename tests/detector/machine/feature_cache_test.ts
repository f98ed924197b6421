import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FeatureCache } from "../../../lib/detector/machine/feature_cache.ts";
import { withTempDir } from "../../temp_dir.ts";

const VALUES = Float32Array.of(1, -2, 3.5);

/** The only file below a folder. */
function onlyFile(folder: string): string {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    return isDirectory ? onlyFile(`${folder}/${name}`) : `${folder}/${name}`;
  }
  throw new Error(`${folder} is empty`);
}

Deno.test("feature cache: gives what was written, nothing for other names, in any process", () =>
  withTempDir((dir) => {
    const cache = new FeatureCache(`${dir}/cache`);
    assertEquals(cache.read("net/a.means"), undefined);
    assertEquals(cache.size(), { entries: 0, bytes: 0 });
    cache.write("net/a.means", VALUES);
    cache.write("net/b.means", VALUES.subarray(1)); // a part of a larger array
    const other = new FeatureCache(`${dir}/cache`);
    assertEquals(other.read("net/a.means"), VALUES);
    assertEquals(other.read("net/b.means"), Float32Array.of(-2, 3.5));
    assertEquals(other.read("other/a.means"), undefined);
    assertEquals(other.size(), { entries: 2, bytes: 2 * 32 + 5 * 4 });
    assertEquals(cache.takeWarnings(), []);
    return Promise.resolve();
  }));

const damages: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  "cut off": (bytes) => bytes.subarray(0, -1),
  "cut off by a whole value": (bytes) => bytes.subarray(0, -4),
  empty: (bytes) => bytes.subarray(0, 0),
  "too long": (bytes) => Uint8Array.of(...bytes, 0, 0, 0, 0),
  "changed in a value": (bytes) => bytes.map((byte, i) => i === 40 ? byte ^ 1 : byte),
  "changed in the hash": (bytes) => bytes.map((byte, i) => i === 3 ? byte ^ 1 : byte),
};

for (const [what, damage] of Object.entries(damages)) {
  Deno.test(`feature cache: an entry that is ${what} counts as missing, with a warning`, () =>
    withTempDir((dir) => {
      const cache = new FeatureCache(dir);
      cache.write("net/a.means", VALUES);
      const path = onlyFile(dir);
      Deno.writeFileSync(path, damage(Deno.readFileSync(path)));
      assertEquals(cache.read("net/a.means"), undefined);
      assertEquals(cache.takeWarnings(), [
        `feature cache: 1 entry damaged, computed again: ${path}`,
      ]);
      cache.write("net/a.means", VALUES);
      assertEquals([cache.read("net/a.means"), cache.takeWarnings()], [VALUES, []]);
      return Promise.resolve();
    }));
}

Deno.test("feature cache: above its limit it keeps what it has and says so once", () =>
  withTempDir((dir) => {
    const cache = new FeatureCache(dir, { limit: 100 });
    for (const name of ["a", "b", "c", "d"]) cache.write(`net/${name}`, VALUES); // 44 bytes each
    assertEquals(cache.size().entries, 2);
    const warnings = cache.takeWarnings();
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0]!, "has reached its limit");
    const next = new FeatureCache(dir, { limit: 100 }); // counts what is already there
    next.write("net/e", VALUES);
    assertEquals([next.size().entries, next.takeWarnings().length], [2, 1]);
    return Promise.resolve();
  }));

Deno.test("feature cache: a folder that cannot be made is a warning, not an error", () =>
  withTempDir((dir) => {
    Deno.writeTextFileSync(`${dir}/file`, "");
    const cache = new FeatureCache(`${dir}/file`);
    cache.write("net/a", VALUES);
    cache.write("net/b", VALUES);
    assertEquals(cache.read("net/a"), undefined);
    const warnings = cache.takeWarnings();
    assert(warnings.some((line) => line.includes("cannot be written to")), warnings.join("\n"));
    return Promise.resolve();
  }));

Deno.test("feature cache: clearing removes entries, and nothing else in the folder", () =>
  withTempDir(async (dir) => {
    const cache = new FeatureCache(dir);
    cache.write("net/a", VALUES);
    Deno.writeTextFileSync(`${dir}/mine.txt`, "");
    await cache.clear();
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name), ["mine.txt"]);
    cache.write("net/a", VALUES);
    assertEquals(cache.read("net/a"), VALUES);
  }));

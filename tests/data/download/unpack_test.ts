import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { gzipSync } from "node:zlib";
import { unpackTarGz } from "../../../lib/data/download/unpack.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { someBytes } from "./file_server.ts";
import { tarGzOf, tarOf } from "./tar.ts";

const GOOD = [
  { path: "set/", type: "5" },
  { path: "set/a.bin", content: someBytes(70_000) },
  { path: "set/deep/b.bin", content: someBytes(512) },
  { path: "./set/empty" },
];

/** The message of the refusal; nothing may be left, inside the folder or beside it. */
async function refusal(bytes: Uint8Array): Promise<string> {
  let message = "";
  await withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/inner`);
    await Deno.writeFile(`${dir}/inner/a.tar.gz`, bytes);
    const error = await assertRejects(
      () => unpackTarGz(`${dir}/inner/a.tar.gz`, `${dir}/inner/out`),
      InputError,
    );
    message = error.message.replace(`${dir}/inner/`, "");
    assertEquals(Deno.readDirSync(dir).toArray().map(({ name }) => name), ["inner"]);
    assertEquals(Deno.readDirSync(`${dir}/inner`).toArray().map(({ name }) => name), ["a.tar.gz"]);
  });
  return message;
}

Deno.test("unpackTarGz: files and folders with their bytes", () =>
  withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/a.tar.gz`, tarGzOf(GOOD));
    await unpackTarGz(`${dir}/a.tar.gz`, `${dir}/out`);
    assertEquals(await Deno.readFile(`${dir}/out/set/a.bin`), someBytes(70_000));
    assertEquals(await Deno.readFile(`${dir}/out/set/deep/b.bin`), someBytes(512));
    assertEquals((await Deno.stat(`${dir}/out/set/empty`)).size, 0);
  }));

for (
  const path of ["/etc/x", "../x", "set/../../x", "set/..", "C:x", "..\\x", "a//../../x"]
) {
  Deno.test(`unpackTarGz: refuses the path ${path}`, async () => {
    const bytes = tarGzOf([...GOOD, { path, content: Uint8Array.of(1) }]);
    assertEquals(await refusal(bytes), `a.tar.gz: ${path}: leads out of its folder; not unpacked`);
  });
}

for (const [what, type] of [["a hard link", "1"], ["a symbolic link", "2"], ["a device", "3"]]) {
  Deno.test(`unpackTarGz: refuses ${what}`, async () => {
    const bytes = tarGzOf([...GOOD, { path: "set/link", type }]);
    assertStringIncludes(await refusal(bytes), `set/link: a link or device (type ${type})`);
  });
}

Deno.test("unpackTarGz: refuses the same file twice, which could replace a checked one", () =>
  withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/a.tar.gz`, tarGzOf([GOOD[1]!, GOOD[1]!]));
    await assertRejects(
      () => unpackTarGz(`${dir}/a.tar.gz`, `${dir}/out`),
      InputError,
      "set/a.bin: twice in the archive",
    );
  }));

Deno.test("unpackTarGz: a damaged or cut archive is one line", async () => {
  const whole = tarGzOf(GOOD);
  assertStringIncludes(await refusal(whole.subarray(0, 300)), "a.tar.gz: damaged gzip file");
  assertStringIncludes(await refusal(someBytes(2000)), "a.tar.gz: damaged gzip file");
  const noTar = gzipSync(someBytes(2000));
  assertEquals(await refusal(noTar), "a.tar.gz: no tar archive, or a damaged one");
  const cut = gzipSync(tarOf(GOOD).subarray(0, 30_000));
  assertEquals(await refusal(cut), "a.tar.gz: ends within set/a.bin");
});

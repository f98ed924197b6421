/** The unpacking script, tested with a pack of a few bytes whose Deno is a script that runs this one. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Part, writeParts } from "../../../lib/cli/pack/parts.ts";
import { unpackScript } from "../../../lib/cli/pack/unpack_script.ts";
import { onWindows, skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";

const ignore = skipBecause(
  "unpack.sh",
  onWindows("it is for systems with a POSIX shell"),
);

/** A stub of Deno, which fails as long as `DIR/broken` exists. */
const stubDeno = (dir: string) =>
  `#!/bin/sh\n[ "$1" = eval ] && [ -e "${dir}/broken" ] && exit 7\n` +
  `exec "${Deno.execPath()}" "$@"\n`;

async function tarOf(dir: string, files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  await Deno.mkdir(`${dir}/source`, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${dir}/source/${name}`, text);
  }
  const { stdout } = await new Deno.Command("tar", {
    args: ["-c", "-f", "-", "-C", `${dir}/source`, ...Object.keys(files)],
  }).output();
  return stdout;
}

async function* inThrees(bytes: Uint8Array): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let i = 0; i < bytes.length; i += 3) yield new Uint8Array(bytes.subarray(i, i + 3));
}

/** Writes `DIR/pack` with parts of 100 bytes and returns them. */
async function makePack(dir: string): Promise<Part[]> {
  const folder = `${dir}/pack`;
  await Deno.mkdir(folder);
  const contents = [
    { name: "deno", into: ".", bytes: gzipSync(stubDeno(dir)) },
    { name: "project", into: ".", bytes: await tarOf(dir, { "a.txt": "first\n", "b.txt": "" }) },
    { name: "packages", into: ".deno", bytes: await tarOf(dir, { "c.txt": "third\n" }) },
  ];
  const parts: Part[] = [];
  for (const { name: archive, bytes } of contents) {
    const packed = archive === "deno" ? bytes : zstdCompressSync(bytes);
    parts.push(
      ...await writeParts(inThrees(packed), {
        folder,
        archive,
        first: parts.length + 1,
        bytes: 100,
      }),
    );
  }
  const script = await unpackScript({ parts, archives: contents, commit: "c0ffee", stamp: "s" });
  await Deno.writeTextFile(`${folder}/unpack.sh`, script);
  return parts;
}

async function unpack(dir: string, folder = "there") {
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["pack/unpack.sh", folder],
    cwd: dir,
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("writeParts: parts of one size but the last, in order, with their hashes", () =>
  withTempDir(async (dir) => {
    const bytes = Uint8Array.from({ length: 250 }, (_, i) => i);
    const placement = { folder: dir, archive: "a", first: 9, bytes: 100 };
    const parts = await writeParts(ReadableStream.from([bytes]), placement);
    assertEquals(parts.map(({ file, bytes }) => [file, bytes]), [
      ["part-009-a", 100],
      ["part-010-a", 100],
      ["part-011-a", 50],
    ]);
    for (const [i, { file, sha256 }] of parts.entries()) {
      const part = bytes.subarray(100 * i, 100 * (i + 1));
      assertEquals(await Deno.readFile(`${dir}/${file}`), part);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", part)).toHex();
      assertEquals(sha256, hash);
    }
    assertEquals(await writeParts(ReadableStream.from([]), placement), []);
  }));

Deno.test(
  "unpack.sh: files, launcher and commit; a second run does nothing",
  { ignore },
  () =>
    withTempDir(async (dir) => {
      await makePack(dir);
      for (const said of [/project\n.*packages\n.*complete/, /^unpack: complete/]) {
        const { code, stderr } = await unpack(dir);
        assertEquals(code, 0, stderr);
        assertMatch(stderr, said);
      }
      const read = (path: string) => Deno.readTextFile(`${dir}/there/${path}`);
      assertEquals(await read("a.txt"), "first\n");
      assertEquals(await read(".deno/c.txt"), "third\n");
      assertEquals(await read(".git/HEAD"), "c0ffee\n");
      const { stdout } = await new Deno.Command(`${dir}/there/deno`, {
        args: ["eval", "console.log(Deno.env.get('DENO_DIR'))"],
      }).output();
      assertEquals(
        new TextDecoder().decode(stdout),
        `${await Deno.realPath(dir)}/there/.deno\n`,
      );
    }),
);

Deno.test(
  "unpack.sh: names every missing and damaged part and writes nothing",
  { ignore },
  () =>
    withTempDir(async (dir) => {
      const parts = await makePack(dir);
      const [first, second, , fourth] = parts.map(({ file }) => `${dir}/pack/${file}`);
      await Deno.remove(first!);
      await Deno.truncate(second!, 7);
      const bytes = await Deno.readFile(fourth!);
      bytes[3]! ^= 1;
      await Deno.writeFile(fourth!, bytes);
      const { code, stderr } = await unpack(dir);
      assertEquals(code, 1);
      const lines = stderr.trim().split("\n");
      assertEquals(lines.slice(0, 3), [
        `unpack: ${parts[0]!.file} is missing`,
        `unpack: ${parts[1]!.file} is damaged: 7 of ${parts[1]!.bytes} bytes`,
        `unpack: ${parts[3]!.file} is damaged: its SHA-256 is not ${parts[3]!.sha256}`,
      ]);
      assertMatch(lines[3]!, /^unpack: copy these parts into .*\/pack again/);
      assertEquals(lines.length, 4);
      assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name).sort(), ["pack", "source"]);
    }),
);

Deno.test(
  "unpack.sh: goes on after an interruption, without what is done",
  { ignore },
  () =>
    withTempDir(async (dir) => {
      const parts = await makePack(dir);
      await Deno.writeTextFile(`${dir}/broken`, "");
      const broken = await unpack(dir);
      assertEquals(broken.code, 1);
      assertStringIncludes(broken.stderr, "project could not be unpacked");
      await Deno.remove(`${dir}/broken`);
      for (const { file, archive } of parts) {
        if (archive === "deno") await Deno.remove(`${dir}/pack/${file}`);
      }
      const { code, stderr } = await unpack(dir);
      assertEquals(code, 0, stderr);
      assertMatch(stderr, /^unpack: project\nunpack: packages\nunpack: complete/);
      assertEquals(await Deno.readTextFile(`${dir}/there/a.txt`), "first\n");
    }),
);

Deno.test(
  "unpack.sh: leaves folders of others alone; cut off it does nothing",
  { ignore },
  () =>
    withTempDir(async (dir) => {
      await makePack(dir);
      const held = await unpack(dir, "source");
      assertEquals([held.code, held.stderr], [
        1,
        "unpack: source holds other files: name a new folder\n",
      ]);
      await Deno.writeTextFile(`${dir}/file`, "");
      assertMatch((await unpack(dir, "file")).stderr, /file is no folder/);
      const script = await Deno.readTextFile(`${dir}/pack/unpack.sh`);
      await Deno.writeTextFile(`${dir}/pack/unpack.sh`, script.replace(/main "\$@"\s*$/, ""));
      assertEquals(await unpack(dir), { code: 0, stderr: "" });
      assertEquals([...Deno.readDirSync(dir)].some(({ name }) => name === "there"), false);
    }),
);

import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { fileSource } from "../../../lib/data/datasets/file_source.ts";
import { fingerprint, hashContents, hashFile } from "../../../lib/data/datasets/fingerprint.ts";
import { loadCategory } from "../../../lib/data/datasets/mvtec.ts";
import type { ImageFile } from "../../../lib/data/images/image_set.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";

const A: ImageFile = { path: "a.png", label: 0, type: "good" };
const B: ImageFile = { path: "b.png", label: 1, type: "bent", mask: "b_mask.png" };

async function writeTexts(root: string, texts: Record<string, string>): Promise<void> {
  await Deno.mkdir(root, { recursive: true });
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(`${root}/${name}`, text);
  }
}

const TEXTS = { "a.png": "abc", "b.png": "second", "b_mask.png": "mask" };

/** The fingerprint of files in a folder, all of them test images. */
async function fingerprintOf(root: string, test: readonly ImageFile[]): Promise<string> {
  const dataset = { train: [], test, source: fileSource(root) };
  return fingerprint(dataset, await hashContents(dataset));
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

Deno.test("hashFile: SHA-256 as published for abc", () =>
  withTempDir(async (dir) => {
    await writeTexts(dir, TEXTS);
    assertEquals(
      await hashFile(`${dir}/a.png`), // FIPS 180-4, example
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  }));

Deno.test("fingerprint: SHA-256 over paths and contents, masks after their images", () =>
  withTempDir(async (dir) => {
    await writeTexts(dir, TEXTS);
    const lines = await Promise.all(
      Object.entries(TEXTS).map(async ([name, text]) => `${name}\0${await sha256(text)}\n`),
    );
    assertEquals(await fingerprintOf(dir, [A, B]), await sha256(lines.join("")));
  }));

Deno.test("fingerprint: the folder's place does not count; order, names and masks do", () =>
  withTempDir(async (dir) => {
    await writeTexts(`${dir}/one`, TEXTS);
    await writeTexts(`${dir}/two`, { ...TEXTS, "c.png": "abc" });
    const original = await fingerprintOf(`${dir}/one`, [A, B]);
    assertEquals(await fingerprintOf(`${dir}/two`, [A, B]), original);
    const others = [[B, A], [{ ...A, path: "c.png" }, B], [A, { ...B, mask: undefined }], [A]];
    for (const files of others) {
      assertNotEquals(await fingerprintOf(`${dir}/two`, files), original);
    }
  }));

Deno.test("fingerprint: changes with any image and any mask", () =>
  withTempDir(async (dir) => {
    await writeTexts(dir, TEXTS);
    const original = await fingerprintOf(dir, [A, B]);
    for (const [name, text] of Object.entries(TEXTS)) {
      await writeTexts(dir, { [name]: `${text}.` });
      assertNotEquals(await fingerprintOf(dir, [A, B]), original, name);
      await writeTexts(dir, { [name]: text });
    }
    assertEquals(await fingerprintOf(dir, [A, B]), original);
  }));

Deno.test("fingerprint: that of the bundled images, as kept records have it", async () => {
  const bottle = await loadCategory("data/sample/bottle");
  assertEquals(
    fingerprint(bottle, await hashContents(bottle)),
    "d36cde4508038938919b228e62fc0009115f3d7966f104b5e447b05eae6ef410", // data/results/tried
  );
});

Deno.test("fingerprint: held-out images count where there are any, and are no test images", () =>
  withTempDir(async (dir) => {
    await writeTexts(dir, TEXTS);
    const of = async (dataset: { test: ImageFile[]; heldOut?: ImageFile[] }) => {
      const whole = { train: [], ...dataset, source: fileSource(dir) };
      return fingerprint(whole, await hashContents(whole));
    };
    assertEquals(await of({ test: [A], heldOut: [] }), await fingerprintOf(dir, [A]));
    const original = await of({ test: [B], heldOut: [A] });
    assertNotEquals(original, await fingerprintOf(dir, [B]));
    assertNotEquals(original, await fingerprintOf(dir, [B, A]));
    await writeTexts(dir, { "a.png": "abd" });
    assertNotEquals(await of({ test: [B], heldOut: [A] }), original);
  }));

Deno.test("fingerprint: files that cannot be read are named, with the reason", () =>
  withTempDir(async (dir) => {
    await Deno.symlink("nowhere", `${dir}/a.png`);
    await Deno.symlink("b.png", `${dir}/b.png`);
    const error = await assertRejects(() => fingerprintOf(dir, [A, B]), InputError);
    assertEquals(
      error.message,
      `3 of 3 images cannot be used: ${dir}/a.png: is a link that leads nowhere; ` +
        `${dir}/b.png: is a link that leads to itself; ${dir}/b_mask.png: is missing`,
    );
  }));

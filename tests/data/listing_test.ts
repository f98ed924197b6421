import { assertEquals, assertRejects } from "@std/assert";
import { expandImagePaths, isImageName, listFolder } from "../../lib/data/listing.ts";
import { InputError } from "../../lib/errors.ts";
import { withTempDir } from "../temp_dir.ts";

/** Writes empty files: listing goes by names. */
async function touch(dir: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = `${dir}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, "");
  }
}

Deno.test("isImageName: by the extension, in any case", () => {
  const names = ["a.png", "a.PNG", "a.jpg", "a.Jpeg", "a.webp", "a.tif", "a.tiff"];
  assertEquals(names.filter(isImageName), names);
  assertEquals(["a.gif", "a.txt", "png", "a.png.txt", "apng"].filter(isImageName), []);
});

Deno.test("listFolder: sorts by code unit and leaves out what is hidden or clutter", () =>
  withTempDir(async (dir) => {
    const images = ["10.png", "9.png", "B.png", "a.png", "ä.png"];
    await touch(dir, [
      ...images.toReversed(),
      "z/x.png",
      "Z/x.png",
      "notes.txt",
      "LICENSE",
      ".hidden.png",
      ".ipynb_checkpoints/a.png",
      "Thumbs.db",
      "desktop.ini",
    ]);
    assertEquals(await listFolder(dir), {
      folders: ["Z", "z"],
      images,
      others: ["LICENSE", "notes.txt"],
    });
  }));

Deno.test("listFolder: what is no folder gives undefined", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["a.png"]);
    assertEquals(await listFolder(`${dir}/missing`), undefined);
    assertEquals(await listFolder(`${dir}/a.png`), undefined);
  }));

Deno.test("listFolder: links count as what they point to, broken ones as files", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["data/a.png", "links/b.png"]);
    await Deno.symlink(`${dir}/data`, `${dir}/links/folder.png`);
    await Deno.symlink(`${dir}/data/a.png`, `${dir}/links/c.png`);
    await Deno.symlink(`${dir}/missing`, `${dir}/links/d.png`);
    assertEquals(await listFolder(`${dir}/links`), {
      folders: ["folder.png"],
      images: ["b.png", "c.png", "d.png"],
      others: [],
    });
  }));

Deno.test("expandImagePaths: files as given, folders recursively, nothing twice", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["x/2.png", "x/1.jpg", "x/in/ner/3.tif", "x/.git/4.png", "x/a.txt", "y.png"]);
    const folder = [`${dir}/x/1.jpg`, `${dir}/x/2.png`, `${dir}/x/in/ner/3.tif`];
    assertEquals(await expandImagePaths([`${dir}/x`]), folder);
    assertEquals(await expandImagePaths([`${dir}/x//`]), folder);
    assertEquals(
      await expandImagePaths([`${dir}/y.png`, `${dir}/x`, `${dir}/x/2.png`, `${dir}/y.png`]),
      [`${dir}/y.png`, ...folder],
    );
    assertEquals(await expandImagePaths([]), []);
  }));

Deno.test("expandImagePaths: names the path that cannot be used", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["a.png", "notes.txt", "empty/.hidden.png", "empty/in/notes.txt"]);
    for (
      const [path, message] of [
        ["missing.png", "no such file or folder"],
        ["notes.txt", "no PNG, JPEG, WebP or TIFF image"],
        ["empty", "holds no images"],
      ]
    ) {
      const error = await assertRejects(
        () => expandImagePaths([`${dir}/a.png`, `${dir}/${path}`]),
        InputError,
      );
      assertEquals(error.message, `${dir}/${path}: ${message}`);
    }
  }));

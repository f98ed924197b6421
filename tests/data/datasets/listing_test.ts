import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { expandImagePaths } from "../../../lib/data/datasets/expand.ts";
import { isImageName, listFolder } from "../../../lib/data/datasets/listing.ts";
import { loadCategory } from "../../../lib/data/datasets/mvtec.ts";
import { InputError } from "../../../lib/errors.ts";
import { onWindows, skipBecause, unlessLinux } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Writes empty files: listing only looks at names. */
async function touch(dir: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = `${dir}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, "");
  }
}

async function expanded(...named: string[]): Promise<readonly string[]> {
  return (await expandImagePaths(named)).paths;
}

Deno.test("isImageName: by the extension, in any case", () => {
  const names = [
    "a.png",
    "a.PNG",
    "a.jpg",
    "a.Jpeg",
    "a.webp",
    "a.tif",
    "a.tiff",
    "a.gif",
    "a.BMP",
    "a.avif",
  ];
  assertEquals(names.filter(isImageName), names);
  assertEquals(["a.heic", "a.txt", "png", "a.png.txt", "apng"].filter(isImageName), []);
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
      "__MACOSX/._a.png",
      "@eaDir/a.png/SYNOPHOTO_THUMB_M.jpg",
      "$RECYCLE.BIN/a.png",
    ]);
    assertEquals(await listFolder(dir), {
      folders: ["Z", "z"],
      images,
      others: ["LICENSE", "notes.txt"],
      results: [],
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
      results: [],
    });
  }));

Deno.test("expandImagePaths: files as given, folders recursively, nothing twice", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["x/2.png", "x/1.jpg", "x/in/ner/3.tif", "x/.git/4.png", "x/a.txt", "y.png"]);
    const folder = [`${dir}/x/1.jpg`, `${dir}/x/2.png`, `${dir}/x/in/ner/3.tif`];
    assertEquals(await expanded(`${dir}/x`), folder);
    assertEquals(await expanded(`${dir}/x//`), folder);
    assertEquals(await expanded(`${dir}/y.png`, `${dir}/x`, `${dir}/x/2.png`, `${dir}/y.png`), [
      `${dir}/y.png`,
      ...folder,
    ]);
    assertEquals(await expanded(), []);
  }));

Deno.test("expandImagePaths: names the path that cannot be used", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["a.png", "notes.txt", "empty/.hidden.png", "empty/in/notes.txt"]);
    for (
      const [path, message] of [
        ["missing.png", "no such file or folder"],
        ["notes.txt", "no PNG, JPEG, WebP, TIFF, GIF, BMP or AVIF image"],
        ["empty", "holds no images, only 1 .txt"],
        ["*.jpg", "no image or folder fits this pattern"],
      ]
    ) {
      const error = await assertRejects(
        () => expandImagePaths([`${dir}/a.png`, `${dir}/${path}`]),
        InputError,
      );
      assertEquals(error.message, `${dir}/${path}: ${message}`);
    }
  }));

Deno.test("expandImagePaths: one line says how many files were taken, and why others were not", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["a.png", "b.bmp", "c.heic", "d.HEIC", "in/e.txt", "in/Makefile"]);
    const { paths, warnings } = await expandImagePaths([dir]);
    assertEquals(paths, [`${dir}/a.png`, `${dir}/b.bmp`]);
    assertEquals(warnings, [
      `${dir}: 2 images; left out: 2 .heic, 1 .txt, 1 without an extension (no PNG, JPEG, WebP, ` +
      "TIFF, GIF, BMP or AVIF)",
    ]);
  }));

Deno.test("expandImagePaths: a link to a parent folder takes each image once", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["x/1.png", "x/in/2.png"]);
    await Deno.symlink(`${dir}/x`, `${dir}/x/in/up`);
    const { paths, warnings } = await expandImagePaths([`${dir}/x`, `${dir}/x/in/up`]);
    assertEquals(paths, [`${dir}/x/1.png`, `${dir}/x/in/2.png`]);
    assertEquals(warnings[0], `${dir}/x: 2 images; left out: 1 folders that had been searched`);
  }));

Deno.test("expandImagePaths: patterns that no shell expanded, unless a file has that name", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["n/b.png", "n/a.png", "n/c.jpg", "n/notes.txt", "[x].png", "x.png"]);
    assertEquals(await expanded(`${dir}/n/*.png`), [`${dir}/n/a.png`, `${dir}/n/b.png`]);
    assertEquals(await expanded(`${dir}/n/{c,n}*`), [`${dir}/n/c.jpg`]);
    assertEquals(await expanded(`${dir}/[x].png`), [`${dir}/[x].png`]);
  }));

Deno.test("expandImagePaths: what this product wrote into a folder of images is left out", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["1.png", "out/heatmaps/1_a.png", "out/overview.png", "out/report.html"]);
    await touch(dir, ["mine/heatmaps/2.png"]); // the user's own file
    const { paths, warnings } = await expandImagePaths([dir]);
    assertEquals(paths, [`${dir}/1.png`, `${dir}/mine/heatmaps/2.png`]);
    assertStringIncludes(warnings[0]!, `pictures of an earlier result (${dir}/out/heatmaps)`);
  }));

Deno.test("expandImagePaths: _mask, _label and _gt beside an image are its masks", () =>
  withTempDir(async (dir) => {
    await touch(dir, ["0.png", "0_mask.png", "1.jpg", "1_gt.png", "1_label.png", "2_mask.png"]);
    const { paths, masks } = await expandImagePaths([dir]);
    assertEquals(paths, [`${dir}/0.png`, `${dir}/1.jpg`, `${dir}/2_mask.png`]);
    assertEquals([...masks], [
      [`${dir}/0.png`, [`${dir}/0_mask.png`]],
      [`${dir}/1.jpg`, [`${dir}/1_gt.png`, `${dir}/1_label.png`]],
    ]);
  }));

Deno.test({
  name: "listFolder: what is neither file nor folder is no image, whatever its name",
  ignore: skipBecause("listFolder: pipes", onWindows("no mkfifo")),
  fn: () =>
    withTempDir(async (dir) => {
      await touch(dir, ["a.png"]);
      const { code } = await new Deno.Command("mkfifo", { args: [`${dir}/pipe.png`] }).output();
      assertEquals(code, 0);
      await Deno.symlink(`${dir}/pipe.png`, `${dir}/link.png`);
      const { images, others } = (await listFolder(dir))!;
      assertEquals([images, others], [["a.png"], ["link.png", "pipe.png"]]);
    }),
});

Deno.test({
  name: "listFolder: a name in Latin-1 is named, with what to do",
  ignore: skipBecause("listFolder: Latin-1", unlessLinux("such a name is possible on Linux only")),
  fn: () =>
    withTempDir(async (dir) => {
      // A name that is not valid text can only be written as bytes.
      const made = await new Deno.Command("sh", {
        args: ["-c", `: > "$0/$(printf '\\344').png"`, dir],
      }).output();
      assertEquals(made.code, 0);
      const error = await assertRejects(() => listFolder(dir), InputError);
      assertEquals(
        error.message,
        `${dir}/\ufffd.png: its name is not UTF-8 (Latin-1, perhaps), so it cannot be opened; ` +
          "rename it",
      );
    }),
});

Deno.test("folders of 150,000 images are listed, alone and as a type of a category", () =>
  withTempDir(async (dir) => {
    const folder = `${dir}/test/bent`;
    await touch(dir, ["train/good/0.png", "test/bent/0.png"]);
    const { readDir } = Deno;
    // Files that are only listed need not exist; writing them takes half a minute.
    Deno.readDir = async function* (path) {
      if (path !== folder) return yield* readDir(path);
      for (let i = 0; i < 150_000; i++) {
        yield { name: `${i}.png`, isFile: true, isDirectory: false, isSymlink: false };
      }
    };
    try {
      assertEquals((await expanded(folder)).length, 150_000);
      assertEquals((await loadCategory(dir)).test.length, 150_000);
    } finally {
      Deno.readDir = readDir;
    }
  }));

/**
 * Makes `data/sample/bottle` from the category bottle of MVTec AD:
 * `deno run -A data/sample/make_sample.ts FOLDER`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import sharp from "sharp";
import { loadCategory } from "../../lib/data/mod.ts";

const SIZE = 128;
const QUALITY = 92;

const [source] = Deno.args;
if (!source) {
  console.error("usage: make_sample.ts FOLDER (the category bottle of MVTec AD)");
  Deno.exit(2);
}
const target = new URL("bottle", import.meta.url).pathname;
const category = await loadCategory(source);
let bytes = 0;
for (const { path, mask } of [...category.train, ...category.test]) {
  const image = sharp(`${source}/${path}`).resize(SIZE, SIZE, { kernel: "lanczos3" })
    .toColourspace("srgb")
    .jpeg({ quality: QUALITY, chromaSubsampling: "4:4:4", mozjpeg: true });
  await write(path.replace(/\.[^.]+$/, ".jpg"), await image.toBuffer());
  // The official category has one mask an image.
  if (typeof mask !== "string") continue;
  const bitmap = sharp(`${source}/${mask}`).toColourspace("b-w")
    .resize(SIZE, SIZE, { kernel: "nearest" })
    .threshold(128)
    .png({ palette: true, colours: 2, compressionLevel: 9 });
  await write(mask, await bitmap.toBuffer());
}
console.log(`${(bytes / 1e6).toFixed(2)} MB`);

async function write(path: string, content: Uint8Array): Promise<void> {
  const file = `${target}/${path}`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(file, content);
  bytes += content.length;
}

/** A few of the bundled images: enough to run everything, small enough for a test. */
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";

const SOURCE = `${PROJECT_ROOT}/data/sample/bottle`;

/** A configuration that trains in a moment on images of 32 pixels. */
export const SMALL_CONFIG = { levels: 2, baseWidth: 4, items: 8, batchSize: 4, epochs: 2 } as const;

/** Paths in the copy: 12 training images, 4 anomalous and 4 normal test images, as listed. */
export const FILES = {
  train: Array.from({ length: 12 }, (_, i) => `train/good/${String(i).padStart(3, "0")}.jpg`),
  test: [
    ...["000", "001"].map((name) => `test/broken_large/${name}.jpg`),
    ...["000", "001"].map((name) => `test/contamination/${name}.jpg`),
    ...["000", "001", "002", "003"].map((name) => `test/good/${name}.jpg`),
  ],
  masks: ["broken_large", "contamination"].flatMap((type) =>
    ["000", "001"].map((name) => `ground_truth/${type}/${name}_mask.png`)
  ),
};

/** The warning about the copy: it is only a part of the official set. */
export function smallBottleWarning(root: string): string {
  return `${root}: not the official set of bottle: 12 of 209 training images, 4 of 20 normal ` +
    "test images, 4 of 63 anomalous test images";
}

/** Copies the images to `dir/bottle` and returns that folder. */
export async function copySmallBottle(dir: string): Promise<string> {
  const target = `${dir}/bottle`;
  for (const path of [...FILES.train, ...FILES.test, ...FILES.masks]) {
    await Deno.mkdir(`${target}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.copyFile(`${SOURCE}/${path}`, `${target}/${path}`);
  }
  return target;
}

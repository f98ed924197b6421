/** Writes small sets in the official file formats. */
import { gzipSync } from "node:zlib";

/** An idx file of unsigned bytes. */
export function idxFile(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x800 + shape.length);
  shape.forEach((length, i) => header.setUint32(4 + 4 * i, length));
  return Uint8Array.from([...new Uint8Array(header.buffer), ...values]);
}

/** An idx file of 28×28 images, each of one value. */
export function idxImages(values: readonly number[]): Uint8Array {
  const pixels = Uint8Array.from(values.flatMap((value) => Array(784).fill(value)));
  return idxFile([values.length, 28, 28], pixels);
}

/** A set with these labels; image i of a split is of the value 10·i, in the test split plus 1. */
export async function writeIdxSet(
  root: string,
  labels: { readonly train: readonly number[]; readonly test: readonly number[] },
): Promise<void> {
  await Deno.mkdir(root, { recursive: true });
  for (
    const [split, list, shift] of [["train", labels.train, 0], ["t10k", labels.test, 1]] as const
  ) {
    const values = list.map((_, i) => 10 * i + shift);
    await Deno.writeFile(`${root}/${split}-images-idx3-ubyte.gz`, gzipSync(idxImages(values)));
    const labelFile = idxFile([list.length], Uint8Array.from(list));
    await Deno.writeFile(`${root}/${split}-labels-idx1-ubyte`, labelFile);
  }
}

/** A batch of CIFAR-10 with one colour an image: `[label, red, green, blue]`. */
export function cifarBatch(images: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(images.flatMap(([label, ...colour]) => [
    label!,
    ...colour.flatMap((value) => Array(1024).fill(value)),
  ]));
}

/** A set of five batches and a test batch, each with one image of classes 0, 1 and 2. */
export async function writeCifarSet(root: string): Promise<void> {
  await Deno.mkdir(root, { recursive: true });
  for (const [i, name] of ["1", "2", "3", "4", "5", "test"].entries()) {
    const file = name === "test" ? "test_batch" : `data_batch_${name}`;
    const batch = cifarBatch([0, 1, 2].map((label) => [label, 10 * i, 20 * i, 30 + label]));
    await Deno.writeFile(`${root}/${file}.bin`, batch);
  }
}

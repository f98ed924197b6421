/**
 * All files of a dataset that cannot be used, in one list.
 *
 * @module
 */
import { AccessError } from "../../errors.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { FilesError } from "../decode/for_each_file.ts";

/** Size at which images are decoded only to see whether they can be. */
const SIZE = 8;

/**
 * Runs `body`. If it fails for some files, decodes all images and masks of the dataset and names
 * every one that cannot be decoded, so that they can all be fixed at once.
 *
 * @throws {AccessError} In one line, naming every file with its reason.
 */
export async function nameAllUnreadable<T>(dataset: Dataset, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof FilesError)) throw error;
    const { source, train, test, heldOut = [] } = dataset;
    const failures = new Set(error.failures.map(({ line }) => line));
    const collect = (other: unknown) => {
      if (!(other instanceof FilesError)) throw other;
      for (const { line } of other.failures) failures.add(line);
    };
    const valueRange = await source.valueRange?.(train).catch(collect) ?? [0, 1];
    const options = { size: SIZE, channels: 3, memory: 0, valueRange } as const;
    await source.decode([...train, ...test, ...heldOut], options).catch(collect);
    await source.masks(test, SIZE).catch(collect);
    throw new AccessError(
      `${failures.size} files cannot be used: ${[...failures].sort().join("; ")}`,
    );
  }
}

/**
 * Decodes every image file once, for work that would otherwise find unusable ones one by one.
 *
 * @throws {AccessError} In one line, naming every file that cannot be used.
 */
export async function requireReadable(dataset: Dataset): Promise<void> {
  const { source, train, test, heldOut = [] } = dataset;
  if (!source.file) return;
  await nameAllUnreadable(dataset, async () => {
    const valueRange = await source.valueRange?.(train);
    const options = { size: SIZE, channels: 3, memory: 0, valueRange } as const;
    await source.decode([...train, ...test, ...heldOut], options);
  });
}

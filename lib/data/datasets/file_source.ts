/**
 * Images that are files in a folder.
 *
 * @module
 */
import {
  decodeImages,
  detectChannels,
  findColoured,
  findPaged,
  fullPath,
} from "../decode/decode.ts";
import { readSize } from "../decode/decode_file.ts";
import { findValueRange } from "../decode/value_range.ts";
import { readMasks } from "../masks/masks.ts";
import type { ImageSource } from "./dataset.ts";
import { hashFile } from "./fingerprint.ts";

/** Default size of images in folders: small enough to train on two cores. */
export const FOLDER_IMAGE_SIZE = 128;

/**
 * Reads image files.
 *
 * @param root Folder that the paths are relative to; "" takes them as they are.
 */
export function fileSource(root: string): ImageSource {
  const full = (path: string) => fullPath(root, path);
  return {
    channels: (files) => detectChannels(root, files),
    decode: (files, options) => decodeImages(root, files, options),
    file: full,
    masks: (files, size) => readMasks(root, files, size),
    valueRange: (files) => findValueRange(files.map(({ path }) => full(path))),
    coloured: (files) => findColoured(root, files),
    paged: (files) => findPaged(root, files),
    hash: (path) => hashFile(full(path)),
    size: (path) => readSize(full(path)),
  };
}

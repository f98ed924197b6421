/**
 * Tells by their names which files are masks, and of which images.
 *
 * @module
 */

/** What follows an image's name in the name of its mask. */
const SUFFIX = /[_-](mask|label|gt)$/i;

/**
 * A path without its extension, for comparison: accented letters as one, however a system stores
 * them.
 */
export function withoutExtension(path: string): string {
  return path.replace(/\.[^./\\]+$/, "").normalize("NFC");
}

/** `000.png`, `000_mask.png`, `000_label.png` and `000_gt.png` all as `000`. */
function maskStem(name: string): string {
  return withoutExtension(name).replace(SUFFIX, "");
}

/**
 * Separates masks from the images of one or several folders: a mask has a mask's name and an image
 * beside it.
 *
 * @returns Images, and masks by the image that they belong to.
 */
export function separateMasks(
  paths: readonly string[],
): { images: string[]; masks: Map<string, string[]> } {
  const owners = new Map(paths.map((path) => [withoutExtension(path), path]));
  const masks = new Map<string, string[]>();
  const images = paths.filter((path) => {
    const owner = SUFFIX.test(withoutExtension(path)) ? owners.get(maskStem(path)) : undefined;
    if (owner === undefined) return true;
    masks.set(owner, [...masks.get(owner) ?? [], path]);
    return false;
  });
  return { images, masks };
}

/** One line that names an example, for a warning; nothing without masks. */
export function masksBeside(masks: ReadonlyMap<string, readonly string[]>): string[] {
  const [first] = masks;
  if (!first) return [];
  const count = [...masks.values()].reduce((sum, list) => sum + list.length, 0);
  const [image, [mask]] = first;
  return [`${count} files are masks of the images beside them: ${mask} of ${image}`];
}

/**
 * The image that a mask in a folder of masks belongs to: the one with its name, with or without a
 * suffix; else the one with the longest name that the mask's begins with, for several masks of an
 * image (`000_1`, `000_mask_2`).
 *
 * @param stems Names of images without extension.
 */
export function ownerOf(mask: string, stems: ReadonlySet<string>): string | undefined {
  const [whole, stem] = [withoutExtension(mask), maskStem(mask)];
  if (stems.has(stem)) return stem;
  if (stems.has(whole)) return whole;
  for (let end = whole.length - 1; end > 0; end--) {
    if (/[_.\- ]/.test(whole[end]!) && stems.has(whole.slice(0, end))) return whole.slice(0, end);
  }
  return undefined;
}

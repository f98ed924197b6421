/**
 * One image as a network rebuilds it.
 *
 * @module
 */
import type { CategoryImages } from "../../data/checks/category_images.ts";
import { subset } from "../../data/images/image_set.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { scoreImages } from "../../detector/scoring/scoring.ts";
import { InputError } from "../../errors.ts";
import { reconstructionTile } from "../../report/pictures/rebuilt.ts";
import type { Tile } from "../../report/pictures/tile_grid.ts";

/**
 * Makes the tile of a detector's reconstruction of an image, with the mean squared error of the
 * defect below it, for images in [−1, 1].
 *
 * @throws {InputError} If the method does not reconstruct.
 */
export async function rebuiltTile(
  detector: Detector,
  data: CategoryImages,
  index: number,
): Promise<Tile> {
  const { reconstructions } = await scoreImages(detector, subset(data.test, [index]));
  if (!reconstructions) throw new InputError(`${detector.method}: gives no reconstructions`);
  return await reconstructionTile(data, index, reconstructions);
}

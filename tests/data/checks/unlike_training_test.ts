import { assertEquals } from "@std/assert";
import { unlikeTraining } from "../../../lib/data/checks/unlike_training.ts";
import { withTempDir } from "../../temp_dir.ts";
import { flatImage, writeImage } from "../images.ts";
import { grayTiff } from "../tiff.ts";

const RED = flatImage({ r: 200, g: 30, b: 30 });
const GRAY = flatImage({ r: 90, g: 90, b: 90 });

Deno.test("unlikeTraining: colour, gray, bits and size that the training images did not have", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/red.png`, RED);
    await writeImage(`${dir}/gray.png`, GRAY);
    await Deno.writeFile(`${dir}/16.tif`, grayTiff(Uint16Array.of(0, 9, 65000, 5), 2));
    await Deno.writeFile(`${dir}/12.tif`, grayTiff(Uint16Array.of(0, 9, 4000, 5), 2));
    const said = (names: readonly string[], model: Parameters<typeof unlikeTraining>[1]) =>
      unlikeTraining(
        names.map((name) => ({ path: `${dir}/${name}`, label: 0, type: "" }) as const),
        model,
      ).then((found) => found.map(({ line }) => line.replaceAll(dir, "DIR")));
    const [gray, colour] = [{ channels: 1, imageSize: 2 }, { channels: 3, imageSize: 2 }] as const;
    assertEquals(await said(["red.png", "gray.png"], gray), [
      "1 of 2 images have colour, which a model of gray images drops: DIR/red.png",
    ]);
    assertEquals(await said(["red.png", "gray.png"], colour), []);
    assertEquals(await said(["gray.png"], colour), [
      "the images are gray, those that the model was made for have colour",
    ]);
    assertEquals(await said(["gray.png", "16.tif"], gray), [
      "some images have 16 bits, the training images have 8: 65535 is read as white",
    ]);
    assertEquals(await said(["gray.png", "12.tif"], gray), [
      "some images have 16 bits, the training images have 8: 65535 is read as white; their values " +
      "are those of 0 as black and 4095 as white, so they look dark: store them with 8 bits",
    ]);
    assertEquals(await said(["12.tif"], { ...gray, valueRange: [0, 4095] }), []);
    const larger = { channels: 1, imageSize: 4, valueRange: [0, 4095] } as const;
    assertEquals(await said(["12.tif"], larger), [
      "1 of 1 images are far smaller than the model's 4 pixels: DIR/12.tif",
    ]);
    assertEquals(await said(["12.tif"], { ...larger, tile: {} }), []);
  }));

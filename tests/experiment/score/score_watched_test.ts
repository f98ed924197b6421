import { assertEquals, assertMatch } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { run } from "../../../lib/experiment/run/run.ts";
import { scoreWatched } from "../../../lib/experiment/score/score_watched.ts";
import { flatImage, writeImage } from "../../data/images.ts";
import { withRun } from "../with_run.ts";

await useBackend();

Deno.test(
  "scoreWatched: images unlike those of the training are warned of, each kind once",
  withRun(async (options, dir) => {
    await run(options);
    const watch = `${dir}/inbox`;
    const images = { "0": 32, "1": 40, "2": 8, "3": 9 }; // gray ones for a model of colour
    for (const [name, side] of Object.entries(images)) {
      await writeImage(`${watch}/${name}.png`, flatImage({ r: 90, g: 90, b: 90 }, side));
    }
    const end = new AbortController();
    const warnings: string[] = [];
    const scored: string[] = [];
    await scoreWatched({
      ...{ model: options.out, watch, signal: end.signal },
      onWarning: (warning) => warnings.push(warning),
      onImage: (image) => {
        assertEquals("error" in image, false);
        if (scored.push(image.path) === Object.keys(images).length) end.abort();
      },
    });
    assertEquals(warnings.length, 2, warnings.join("\n"));
    assertMatch(warnings[0]!, /^the images are gray, .*; others like that are not named$/);
    assertMatch(
      warnings[1]!,
      /^1 of 1 images are far smaller than the model's 32 pixels: .*[23]\.png/,
    );
  }),
);

import { assert, assertEquals } from "@std/assert";
import sharp from "sharp";
import { useBackend } from "../../../lib/backend/backend.ts";
import { run } from "../../../lib/experiment/run/run.ts";
import { scoreFiles } from "../../../lib/experiment/score/score_files.ts";
import { flatImage, writeImage } from "../../data/images.ts";
import { FILES } from "../small_bottle.ts";
import { withRun } from "../with_run.ts";

await useBackend();

Deno.test(
  "run: regions.csv has the regions that score finds, above the model's threshold of pixels",
  withRun(async (options, dir) => {
    const board = Uint8Array.from(
      { length: 128 * 128 },
      (_, i) => (i % 128 & 16) === (i >> 7 & 16) ? 255 : 0,
    );
    const raw = { width: 128, height: 128, channels: 1 } as const;
    await sharp(board, { raw }).toFile(`${options.data}/${FILES.test[0]}`);
    const gray = flatImage({ r: 128, g: 128, b: 128 }, 128);
    for (const path of FILES.train) await writeImage(`${options.data}/${path}`, gray.clone());
    const record = await run(options);
    const { regions } = await scoreFiles({
      model: options.out,
      images: FILES.test.map((path) => `${options.data}/${path}`),
      out: `${dir}/scored`,
      threshold: "highest",
    });
    const read = async (folder: string) => await Deno.readTextFile(`${folder}/regions.csv`);
    const trained = await read(options.out);
    assertEquals(
      trained,
      (await read(`${dir}/scored`)).replaceAll(`${options.data}/`, ""),
    );
    const [header, ...lines] = trained.trimEnd().split("\n");
    assertEquals(header, "path,x,y,width,height,area,peak");
    assert(regions! > 0);
    assertEquals(lines.length, regions);
    const { value } = record.thresholds![0]!.pixel!;
    for (const line of lines) {
      const [path, ...fields] = line.split(",");
      const [x, y, width, height, , peak] = fields.map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      assert(FILES.test.includes(path!) && peak > value, line);
      assert(x >= 0 && y >= 0 && x + width <= 128 && y + height <= 128, line);
    }
  }),
);

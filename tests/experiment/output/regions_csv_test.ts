import { assertEquals } from "@std/assert";
import { writeRegions } from "../../../lib/experiment/output/regions_csv.ts";
import { somePaths, someResults } from "../../report/some_results.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("writeRegions: an image with 150,000 regions", () =>
  withTempDir(async (dir) => {
    const results = someResults({ paths: somePaths(1), size: 2 });
    const region = { x: 0, y: 0, width: 1, height: 1, area: 1, peak: 9 };
    const regions = [new Array<typeof region>(150_000).fill(region)];
    const path = `${dir}/regions.csv`;
    assertEquals(await writeRegions(path, { ...results, pixelThreshold: 1, regions }), 150_000);
    const [header, first] = (await Deno.readTextFile(path)).split("\n");
    assertEquals([header, first], [
      "path,x,y,width,height,area,peak",
      "test/bent/000.png,0,0,1,1,1,9",
    ]);
  }));

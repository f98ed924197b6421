import { assert, assertEquals } from "@std/assert";
import { saveThresholds } from "../../../lib/detector/thresholds/stored_thresholds.ts";
import { chooseThresholds } from "../../../lib/detector/thresholds/thresholds.ts";
import { exportModel } from "../../../lib/export/export_model.ts";
import { formatPair, formatScore, type PageFacts } from "../../../lib/export/web/page/facts.ts";
import { outline } from "../../../lib/export/web/page/outline.ts";
import { sliderRange } from "../../../lib/export/web/page/slider_range.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { exportObstacle, exportTrained, SIZE } from "../exported.ts";

/** Names in the folder and below, with forward slashes. */
function filesIn(folder: string, below = ""): string[] {
  return Deno.readDirSync(`${folder}/${below}`).toArray().flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(folder, `${below}${name}/`) : [`${below}${name}`]
  );
}

Deno.test({
  name: "export web: the folder has all that the page asks for, and asks nobody else",
  ignore: skipBecause("export web", exportObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      await exportTrained("ae", { folder: dir, to: "tfjs" });
      const training = { scores: [1, 2], peaks: [3, 4], of: "the 2 training images" };
      await saveThresholds(`${dir}/model`, chooseThresholds(training, { scores: [2], peaks: [3] }));
      const out = `${dir}/page`;
      await exportModel({ model: `${dir}/model`, to: "web", out });
      const files = filesIn(out);
      const html = await Deno.readTextFile(`${out}/index.html`);
      assert(html.includes("default-src 'none'"));
      for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
        assert(files.includes(path!), `index.html asks for ${path}`);
      }
      const modules = files.filter((path) => path.endsWith(".js") && !path.startsWith("vendor/"));
      assert(modules.includes("main.js") && modules.includes("resample/resize.js"));
      for (const path of modules) {
        const script = await Deno.readTextFile(`${out}/${path}`);
        assertEquals(/https?:|\.ts"|import\(/.exec(script), null, path);
        for (const [, specifier] of script.matchAll(/from\s+"([^"]+)"/g)) {
          const target = new URL(specifier!, `page:/${path}`).pathname.slice(1);
          assert(files.includes(target), `${path} imports ${specifier}`);
        }
      }
      const facts: PageFacts = JSON.parse(await Deno.readTextFile(`${out}/page.json`));
      assertEquals([facts.title, facts.size, facts.channels], ["AE", SIZE, 3]);
      assertEquals(facts.outputs, ["scores", "maps", "reconstructions"]);
      assertEquals(facts.thresholds.map(({ name, image, pixel }) => [name, image, pixel]), [
        ["highest", 2, 4],
        ["99%", 2, 3],
        ["99.9%", 2, 3],
      ]);
      assertEquals(facts.threshold, "99%");
      assertEquals(facts.colours.length, 6 * 256);
      assert(Number.isFinite(facts.check) && facts.check > 0);
    }),
});

Deno.test("export web: the outline is around pixels above the threshold", () => {
  const map = [0, 0, 0, 0, 5, 5, 0, 0, 0];
  assertEquals(outline(map, 3, 5), []);
  const sides = outline(map, 3, 4).map((side) => side.join());
  assertEquals(
    new Set(sides),
    new Set(["1,1,2,1", "1,2,2,2", "1,1,1,2", "2,1,3,1", "2,2,3,2", "3,1,3,2"]),
  );
});

Deno.test("export web: every score and threshold is on the slider, negative ones too", () => {
  assertEquals(sliderRange([1, 2]), { low: 0, high: 2.3 });
  assertEquals(sliderRange([-3, -1]), { low: -3, high: -0.7 });
  assertEquals(sliderRange([-3]), { low: -3, high: -2 });
  assertEquals(sliderRange([0, 0]), { low: 0, high: 1 });
});

Deno.test("export web: the slider's own value is on it and does not move its end", () => {
  const { low, high } = sliderRange([1, 2]);
  for (const chosen of [NaN, low, 2.2, high]) {
    assertEquals(sliderRange([1, 2], chosen), { low, high });
  }
  assertEquals(sliderRange([1, 2], 5), { low, high: 5 });
  assertEquals(sliderRange([1, 2], -1), { low: -1, high });
});

Deno.test("export web: a score and its threshold are told apart where they differ", () => {
  assertEquals(formatScore(0.123456), "0.1235");
  assertEquals(formatPair(2, 1), ["2", "1"]);
  assertEquals(formatPair(1.03214, 1.03212), ["1.03214", "1.03212"]);
  assertEquals(formatPair(0.5, 0.5), ["0.5", "0.5"]);
});

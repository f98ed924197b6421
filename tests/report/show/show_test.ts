import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { InputError } from "../../../lib/errors.ts";
import type { Figure, Picture } from "../../../lib/report/figure/figure.ts";
import { plotLosses } from "../../../lib/report/plots/losses.ts";
import { saveFigure } from "../../../lib/report/show/save.ts";
import { show } from "../../../lib/report/show/show.ts";
import { renderSvg } from "../../../lib/report/svg/render.ts";
import { htmlTable } from "../../../lib/report/table/html_table.ts";
import { FakeKernel } from "../fake_kernel.ts";

const chart = plotLosses([{ total: 0.5 }, { total: 0.25 }]);
const picture: Picture = {
  name: "images",
  caption: "A <caption>.",
  png: await sharp({ create: { width: 3, height: 2, channels: 3, background: "red" } })
    .png().toBuffer(),
};

Deno.test("show: a chart in a notebook is Plotly with an SVG to fall back on, then its caption", async () => {
  const kernel = new FakeKernel();
  assertEquals(await show(chart, { kernel }), undefined);
  const [{ content, options }, caption] = kernel.displays;
  assertEquals(options, { raw: true });
  const plotly = content["application/vnd.plotly.v1+json"] as Figure;
  assertEquals(plotly.data[0]!.y, [0.5, 0.25]);
  assertEquals([plotly.layout.width, plotly.layout.autosize], [undefined, true]);
  assertEquals(content["image/svg+xml"], renderSvg(chart));
  assertEquals(content["text/plain"], "[chart: losses]");
  assertEquals(caption!.content["text/plain"], chart.caption);
  assertEquals(kernel.displays.length, 2);
});

Deno.test("show: typed arrays reach Plotly as arrays", async () => {
  const kernel = new FakeKernel();
  const data = [{ ...chart.data[0]!, y: Float32Array.of(1, 0.5) }];
  await show({ ...chart, data }, { kernel });
  const plotly = kernel.displays[0].content["application/vnd.plotly.v1+json"] as Figure;
  assertEquals(plotly.data[0]!.y, [1, 0.5]);
});

Deno.test("show: a chart that only Plotly draws has no fallback picture in a notebook", async () => {
  const kernel = new FakeKernel();
  const heatmap: Figure = { ...chart, data: [{ type: "heatmap", z: [[1]] }] };
  await show(heatmap, { kernel });
  const { content } = kernel.displays[0];
  assert("application/vnd.plotly.v1+json" in content && !("image/svg+xml" in content));
  await assertRejects(() => show(heatmap, { path: "never.svg" }), InputError, "data.0.type");
});

Deno.test("show: a picture in a notebook is a PNG; captions are escaped", async () => {
  const kernel = new FakeKernel();
  await show(picture, { kernel });
  const [{ content }, caption] = kernel.displays;
  assertEquals(Uint8Array.fromBase64(content["image/png"] as string), new Uint8Array(picture.png));
  assert(String(caption!.content["text/html"]).includes("A &lt;caption&gt;."));
});

Deno.test("show: a table is HTML with text to fall back on, names of users are escaped", async () => {
  const grids = [{ title: "AUROC", header: ["", "AE"], rows: [["<b>", "90.1"]] }];
  const table = htmlTable({ name: "t", caption: "A table.", grids, records: ["a/record.json"] });
  const kernel = new FakeKernel();
  await show(table, { kernel });
  const { content } = kernel.displays[0];
  assert(String(content["text/html"]).includes("&lt;b&gt;"));
  assertEquals(
    content["text/plain"],
    "AUROC\n     AE\n<b>  90.1\n\nRecords (1):\n- a/record.json",
  );
  await assertRejects(() => saveFigure(table, "a.png"), InputError, "written as .html only");
});

Deno.test("show: outside of a notebook the figure is written to a file that is named", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/new/folder/losses.svg`;
  assertEquals(await show(chart, { path }), path);
  assertEquals(await Deno.readTextFile(path), renderSvg(chart));
  await Deno.remove(dir, { recursive: true });
});

Deno.test("saveFigure: PNG of the chart's size times the scale, drawn in its colours", async () => {
  const dir = await Deno.makeTempDir();
  for (const scale of [1, 2]) {
    await saveFigure(chart, `${dir}/chart.PNG`, { scale });
    const { data, info } = await sharp(`${dir}/chart.PNG`).removeAlpha().raw()
      .toBuffer({ resolveWithObject: true });
    assertEquals([info.width, info.height], [480 * scale, 380 * scale]);
    assertEquals([...data.subarray(0, 3)], [255, 255, 255]);
    const blue = Array.from({ length: data.length / 3 }, (_, i) => data.subarray(3 * i, 3 * i + 3))
      .filter(([r, g, b]) => r === 0x00 && g === 0x72 && b === 0xb2);
    assert(blue.length > 100 * scale); // the line
  }
  await saveFigure(picture, `${dir}/picture.png`);
  assertEquals(await Deno.readFile(`${dir}/picture.png`), new Uint8Array(picture.png));
  await Deno.remove(dir, { recursive: true });
});

Deno.test("saveFigure: names that say no format are refused", async () => {
  await assertRejects(() => saveFigure(chart, "a.b/chart"), InputError, "ends in .svg or .png");
  await assertRejects(() => saveFigure(chart, "chart.jpg"), InputError, "chart.jpg: expected");
  await assertRejects(() => saveFigure(picture, "a.svg"), InputError, "a.svg: a picture is");
});

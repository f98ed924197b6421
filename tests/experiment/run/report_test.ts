import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { run } from "../../../lib/experiment/run/run.ts";
import { scoreFiles } from "../../../lib/experiment/score/score_files.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle, FILES, SMALL_CONFIG } from "../small_bottle.ts";

Deno.test("run and scoreFiles write a report page of what they did", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const options = {
      data,
      method: "daad",
      imageSize: 32,
      overrides: SMALL_CONFIG,
      overridesSource: "test",
      seed: 3,
      out: `${dir}/out`,
    };
    const { metrics } = await run(options);
    const page = await Deno.readTextFile(`${dir}/out/report.html`);
    assertStringIncludes(page, "<h1>DAAD on bottle</h1>");
    assertStringIncludes(page, `<td class="value number">${metrics.imageAuroc!.value.toFixed(3)}<`);
    assertStringIncludes(page, "the highest score of the 12 training images");
    for (const path of FILES.test) assertStringIncludes(page, `data-value="${path}"`);
    // No command started this run, so the page names one that reads the configuration from a file.
    assertMatch(page, /config\.json\n.*task daad train --data \S+ --method daad --image-size 32/);

    await run({ ...options, command: "how it was started" });
    const again = await Deno.readTextFile(`${dir}/out/report.html`);
    assertStringIncludes(again, "<pre>how it was started</pre>");

    await Deno.copyFile(`${data}/${FILES.test[0]}`, `${dir}/new.jpg`);
    const images = [`${dir}/new.jpg`, `${data}/test/good`];
    await scoreFiles({ model: `${dir}/out`, images, out: `${dir}/scored` });
    const scored = await Deno.readTextFile(`${dir}/scored/report.html`);
    assertStringIncludes(scored, "5: 4 normal and 0 anomalous by their folder, 1 not labelled");
    assertEquals(scored.match(/>not labelled<\/td>/g)?.length, 1);
    assert(!scored.includes("<h2>Metrics</h2>"));
  }));

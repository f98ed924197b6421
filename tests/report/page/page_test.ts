import { assert, assertEquals, assertMatch } from "@std/assert";
import { DOMParser } from "linkedom";
import { auroc, averagePrecision, f1Max } from "../../../lib/metrics/mod.ts";
import type { ImageMetrics, PixelMetrics, RunRecord } from "../../../lib/record/run/record.ts";
import { ROWS_PER_END } from "../../../lib/report/page/image_table.ts";
import { writeScoringReport } from "../../../lib/report/page/scoring_report.ts";
import { SCRIPT } from "../../../lib/report/page/script.ts";
import {
  type TrainingReport,
  writeTrainingReport,
} from "../../../lib/report/page/training_report.ts";
import { PLAIN_RECORD } from "../../record/plain_record.ts";
import { somePaths, someResults } from "../some_results.ts";

const HOSTILE = `<img src=x onerror="alert(1)">'&amp;</script>`;

function recordOf(results: ReturnType<typeof someResults>): RunRecord {
  const interval = { low: 0.4, high: 0.6, level: 0.95, replicates: 2000 };
  const { scores, labels } = results;
  return {
    ...PLAIN_RECORD,
    schema: 2,
    category: `bottle ${HOSTILE}`,
    config: { imageSize: 16, note: HOSTILE },
    code: { version: "0.1.0", commit: "abcdef" },
    backend: {
      ...PLAIN_RECORD.backend,
      description: `TensorFlow 2 ${HOSTILE}`,
      threads: 2,
      flags: { TF_FLAG: "1" },
    },
    machine: { ...PLAIN_RECORD.machine, cpu: "a CPU" },
    data: {
      ...PLAIN_RECORD.data,
      fingerprint: "f".repeat(64),
      trainingImages: 5,
      testNormal: labels.filter((label) => label === 0).length,
      testAnomalous: labels.filter((label) => label === 1).length,
      warnings: [`a warning ${HOSTILE}`],
    },
    steps: 10,
    parameters: 1234567,
    seconds: { training: 75, scoring: 2, total: 80 },
    peakMemory: 5e8,
    metrics: {
      imageAuroc: { value: auroc(scores, labels), ...interval },
      imageAveragePrecision: { value: averagePrecision(scores, labels), ...interval },
      imageF1Max: f1Max(scores, labels),
      imageFalsePositiveRate95: 0.25,
    },
    diagnostics: { found: HOSTILE },
  };
}

async function pageOf(
  write: (path: string) => Promise<void>,
): Promise<{ html: string; page: ReturnType<DOMParser["parseFromString"]> }> {
  const dir = await Deno.makeTempDir();
  await write(`${dir}/report.html`);
  const html = await Deno.readTextFile(`${dir}/report.html`);
  await Deno.remove(dir, { recursive: true });
  return { html, page: new DOMParser().parseFromString(html, "text/html") };
}

function trainingPage(paths: readonly string[], more: Partial<TrainingReport> = {}) {
  const results = someResults({ paths });
  return pageOf((path) =>
    writeTrainingReport(path, {
      record: recordOf(results),
      results,
      command: "npx -y deno@2 task daad train --data 'a b'",
      published: { title: "DAAD+", value: 0.976, mark: "recalled", source: "Hou et al." },
      threshold: { value: 0.3, source: "the highest score of the 5 training images" },
      ...more,
    })
  );
}

type Page = Awaited<ReturnType<typeof pageOf>>["page"];
const texts = (page: Page, selector: string): string[] =>
  [...page.querySelectorAll(selector)].map((element) => element.textContent ?? "");

Deno.test("training report: a page that refers to nothing outside of itself", async () => {
  const { html, page } = await trainingPage(somePaths(7));
  for (const element of page.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^(src|href|xlink:href|srcset|data|action|poster|background)$/i.test(name)) {
        assert(value.startsWith("data:image/webp;base64,"), `${element.tagName} ${name}=${value}`);
      }
      assert(!/^on/i.test(name), `${element.tagName} ${name}`);
    }
  }
  assertEquals(texts(page, "link, iframe, object, embed, base").length, 0);
  // The only address is SVG's namespace, which is a name and is not loaded.
  assertEquals(
    new Set(html.match(/(https?:)?\/\/[\w.-]+\.[a-z]{2,}[^"'\s]*/g)),
    new Set(["http://www.w3.org/2000/svg"]),
  );
  assert(!/@import|url\((?!#plot-area-)/.test(html));
  const policy = page.querySelector("meta[http-equiv='Content-Security-Policy']")!;
  assertMatch(
    policy.getAttribute("content")!,
    /^default-src 'none'; img-src data:; style-src 'sha256-/,
  );
});

Deno.test("training report: the policy lets exactly the page's own style and script run", async () => {
  const { html, page } = await trainingPage(somePaths(4));
  const policy = page.querySelector("meta[http-equiv]")!.getAttribute("content")!;
  for (const tag of ["style", "script"]) {
    const [, text] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)!;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    assert(policy.includes(`${tag}-src 'sha256-${new Uint8Array(digest).toBase64()}'`));
    assertEquals(texts(page, tag).length, 1);
  }
});

Deno.test("training report: why there are no metrics of pixels", async () => {
  const record = recordOf(someResults({ paths: somePaths(4) }));
  const reason = async (more: Partial<RunRecord>) => {
    const { page } = await trainingPage(somePaths(4), { record: { ...record, ...more } });
    const row = [...page.querySelectorAll(".metrics tbody tr")].find((row) =>
      row.textContent!.startsWith("pixel AUROC")
    );
    return row!.querySelector("td.interval")!.textContent;
  };
  const data = { ...record.data, masks: 4 };
  assertEquals(await reason({}), "no ground-truth masks");
  assertEquals(await reason({ data }), "the method has no maps");
  const warnings = ["no metrics of pixels: all 4 labels are normal"];
  assertEquals(await reason({ data, warnings }), "all 4 labels are normal");
});

Deno.test("training report: hostile paths, names and values are text", async () => {
  const { html, page } = await trainingPage([HOSTILE, "b.png", "c.png", "d.png"], {
    command: `train --data '${HOSTILE}'`,
    published: { title: HOSTILE, value: 0.5, mark: "seen", source: HOSTILE },
    threshold: { value: 0.3, source: HOSTILE },
  });
  assert(!html.includes("<img src=x"));
  assertEquals(html.match(/<\/script>/g)?.length, 1);
  assertEquals(page.querySelectorAll("img").length, 4 * 4);
  assertEquals(texts(page, "h1"), [`DAAD on bottle ${HOSTILE}`]);
  assert(texts(page, "td.path").includes(HOSTILE));
  assert(page.querySelectorAll("td.path")[3]!.getAttribute("data-value") === HOSTILE);
  assert(
    [...page.querySelectorAll("img")].some((image) =>
      image.getAttribute("alt") === `error map of ${HOSTILE}`
    ),
  );
  for (const selector of ["pre", "dd", ".warning", "figcaption", ".metrics td", "td.label"]) {
    assert(texts(page, selector).some((text) => /<img|<broken/.test(text)), selector);
  }
});

Deno.test("training report: a short set has a row an image, the most anomalous first", async () => {
  const { page } = await trainingPage(somePaths(7));
  assertEquals(texts(page, "td.rank"), ["1", "2", "3", "4", "5", "6", "7"]);
  assertEquals(texts(page, "td.path"), somePaths(7).reverse());
  assertEquals(texts(page, "td.score")[0], "0.7000");
  assertEquals(texts(page, "th.picture"), ["input", "reconstruction", "error map", "ground truth"]);
});

Deno.test("training report: of a long set the rows of both ends, in a page of bounded size", async () => {
  const { html, page } = await trainingPage(somePaths(100));
  const ranks = texts(page, "td.rank").map(Number);
  assertEquals(ranks.length, 2 * ROWS_PER_END);
  assertEquals([ranks[29], ranks[30], ranks[59]], [30, 71, 100]);
  assert(
    texts(page, "p").some((text) =>
      text.startsWith("The 30 most and the 30 least anomalous of 100 images;")
    ),
  );
  assert(html.length < 1e6, `${html.length} bytes`);
});

Deno.test("training report: metrics with intervals beside the published value", async () => {
  const { page } = await trainingPage(somePaths(7));
  const results = someResults({ paths: somePaths(7) });
  const value = auroc(results.scores, results.labels).toFixed(3);
  const rows = [...page.querySelectorAll(".metrics tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent)
  );
  assertEquals(rows[0], [
    "image AUROC",
    value,
    "0.400 – 0.600",
    "DAAD+: 0.976 (recalled, not verified; Hou et al.)",
  ]);
  assertEquals(rows[3], ["image false-positive rate at 95 % recall", "0.250", "–", "none known"]);
  const pixels = rows.filter(([name]) => name!.startsWith("pixel"));
  assertEquals(pixels.map(([, ...cells]) => cells), [
    ["–", "no ground-truth masks", "none known"],
    ["–", "no ground-truth masks", "none known"],
    ["–", "no ground-truth masks", "none known"],
    ["–", "no ground-truth masks", "none known"],
  ]);
});

Deno.test("training report: beside partial data a published value is not comparable", async () => {
  const record = recordOf(someResults({ paths: somePaths(7) }));
  const data = { ...record.data, partial: "8 of 20 normal test images" };
  const { page } = await trainingPage(somePaths(7), { record: { ...record, data } });
  assertEquals(
    page.querySelector(".metrics tbody tr")!.lastElementChild!.textContent,
    "DAAD+: 0.976 (recalled, not verified; Hou et al.); not comparable, images are missing: " +
      "8 of 20 normal test images",
  );
});

Deno.test("training report: a row for each statistic of the error, which says whether it is the own", async () => {
  const record = recordOf(someResults({ paths: somePaths(7) }));
  const { reconstructionErrors: _, ...image } = record.metrics as ImageMetrics & PixelMetrics;
  const statistics = { own: "top", sigma: 2, mse: image, l2: image, top: image } as const;
  const { page } = await trainingPage(somePaths(7), { record: { ...record, statistics } });
  const rows = [...page.querySelectorAll(".metrics tbody tr")].map((row) =>
    [...row.children].slice(0, 3).map((cell) => cell.textContent)
  );
  const of = (what: string) => `image AUROC by the ${what} of the error`;
  const value = image.imageAuroc.value.toFixed(3);
  assertEquals(rows.slice(1, 5), [
    [of("mean square"), value, "0.400 – 0.600"],
    [of("norm"), value, "0.400 – 0.600"],
    [`${of("top 1 %")}, its own`, value, "0.400 – 0.600"],
    [of("maximum"), "–", "the same for all images"],
  ]);
});

Deno.test("training report: DeLong's interval and the metrics of pixels, where there are some", async () => {
  const results = someResults({ paths: somePaths(7) });
  const record = recordOf(results);
  const imageAuroc = record.metrics.imageAuroc!;
  const metrics = {
    ...record.metrics,
    imageAuroc: {
      ...imageAuroc,
      deLong: { low: 0.25, high: 0.75, level: 0.95, standardError: 0.1 },
    },
    pixelAuroc: { ...imageAuroc, value: 0.5 },
    pixelAveragePrecision: 0.125,
    pixelPro: 0.375,
    pixelF1Max: { value: 0.625, threshold: 0.012346 },
  };
  const { page } = await trainingPage(somePaths(7), { record: { ...record, metrics } });
  const rows = [...page.querySelectorAll(".metrics tbody tr")].map((row) =>
    [...row.children].slice(1, 3).map((cell) => cell.textContent)
  );
  assertEquals(rows[1], [imageAuroc.value.toFixed(3), "0.250 – 0.750"]);
  assertEquals(rows.slice(5), [
    ["0.500", "0.400 – 0.600"],
    ["0.125", "–"],
    ["0.375", "–"],
    ["0.625", "at threshold 0.01235"],
  ]);
});

Deno.test("training report: four charts with captions, everything that decided the numbers", async () => {
  const { page } = await trainingPage(somePaths(7));
  const ids = [...page.querySelectorAll("figure")].map((figure) => figure.id);
  assertEquals(ids, ["scores", "roc", "precision_recall", "losses"]);
  assertEquals(texts(page, "figure > svg").length, 4);
  assert(texts(page, "figcaption").every((caption) => caption.length > 40));
  const clips = [...page.querySelectorAll("clipPath, clippath")].map((clip) => clip.id);
  assertEquals(new Set(clips).size, 4);
  const facts = texts(page, ".facts").join();
  for (
    const fact of ["7", "last epoch: 2 epochs, 10 steps", "1,234,567", "f".repeat(64), "TF_FLAG=1"]
  ) assert(facts.includes(fact), fact);
  for (const fact of ["1:15 training", "500 MB", "commit abcdef", "2 cores, a CPU"]) {
    assert(facts.includes(fact), fact);
  }
  assert(texts(page, "pre").includes("npx -y deno@2 task daad train --data 'a b'"));
});

Deno.test("training report: columns sort by their buttons and say so", async () => {
  const { page } = await trainingPage(somePaths(7));
  const headers = [...page.querySelectorAll(".images thead th")];
  const state = () => headers.map((header) => header.getAttribute("aria-sort") ?? "");
  assertEquals(state(), ["ascending", "", "", "", "", "", "", ""]);
  assertEquals(texts(page, "thead button"), ["rank", "image", "label", "score"]);
  new Function("document", SCRIPT)(page);
  const click = (column: number) => {
    const button = headers[column]!.querySelector("button")!;
    assertEquals(button.getAttribute("type"), "button"); // reached and pressed by keyboard
    button.dispatchEvent(new (page.defaultView!.Event)("click", { bubbles: true }));
  };
  const down = ["1", "2", "3", "4", "5", "6", "7"];
  click(3); // scores start with the highest
  assertEquals([state()[3], state()[0]], ["descending", ""]);
  assertEquals(texts(page, "td.rank"), down);
  click(3);
  assertEquals(state()[3], "ascending");
  assertEquals(texts(page, "td.rank"), down.toReversed());
  click(1);
  assertEquals([state()[1], state()[3]], ["ascending", ""]);
  assertEquals(texts(page, "td.path"), somePaths(7));
  click(2); // normal images are 0, 3 and 6
  assertEquals(texts(page, "td.label").slice(0, 4), [
    ...["normal", "normal", "normal"],
    "anomalous (bent & <broken>)",
  ]);
  click(0);
  assertEquals(texts(page, "td.rank"), down);
});

Deno.test("scoring report: model, counts, histogram and table; unknown labels are said to be", async () => {
  const results = { ...someResults({ paths: [HOSTILE, "b.png", "c.png"], masks: false }) };
  const { html, page } = await pageOf((path) =>
    writeScoringReport(path, {
      model: { folder: `runs/${HOSTILE}`, method: "daad_plus", config: { imageSize: 16 } },
      backend: "TensorFlow",
      results: { ...results, labels: [0, undefined, undefined] },
      seconds: 61,
      command: `score --model ${HOSTILE}`,
    })
  );
  assert(!html.includes("<img src=x"));
  assertEquals(texts(page, "h1"), ["3 images scored by DAAD+"]);
  assertEquals([...page.querySelectorAll("figure")].map((figure) => figure.id), ["scores"]);
  assertEquals(texts(page, "td.label"), ["not labelled", "not labelled", "normal"]);
  assertEquals(texts(page, "th.picture"), ["input", "reconstruction", "error map"]);
  const facts = texts(page, ".facts").join();
  assert(facts.includes("3: 1 normal and 0 anomalous by their folder, 2 not labelled"));
  assert(facts.includes(`runs/${HOSTILE}`) && facts.includes("1:01 scoring"));
});

Deno.test("scoring report: a method without maps shows the inputs", async () => {
  const { maps: _, reconstructions: __, masks: ___, ...results } = someResults({
    paths: somePaths(3),
  });
  const { page } = await pageOf((path) =>
    writeScoringReport(path, {
      model: { folder: "m", method: "daad", config: { imageSize: 16 } },
      backend: "TensorFlow",
      results,
      seconds: 1,
      command: "score",
    })
  );
  assertEquals(texts(page, "th.picture"), ["input"]);
  assertEquals([page.querySelectorAll("img").length, texts(page, ".scale").length], [3, 0]);
});

Deno.test("scoring report: calibrated scores and maps are in standard deviations", async () => {
  const unitsOf = async (calibrated: boolean) => {
    const { page } = await pageOf((path) =>
      writeScoringReport(path, {
        model: { folder: "m", method: "daad", config: { imageSize: 16 } },
        backend: "TensorFlow",
        results: { ...someResults({ paths: somePaths(3) }), calibrated },
        seconds: 1,
        command: "score",
      })
    );
    const all = [...texts(page, "figure"), ...texts(page, ".scale")].join();
    return ["calibrated score (standard deviations)", "score in standard deviations", "raw score"]
      .map((words) => all.includes(words));
  };
  assertEquals(await unitsOf(true), [true, true, false]);
  assertEquals(await unitsOf(false), [false, false, true]);
});

/**
 * The page that compares two runs.
 *
 * @module
 */
import sharp from "sharp";
import type { ComparedImage, RunComparison } from "../../record/compare/comparison.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { runTitle } from "../../registry/naming.ts";
import { type Markup, markup } from "../figure/markup.ts";
import { plotScorePairs } from "../plots/score_pairs.ts";
import { renderDocument } from "./document.ts";
import { recordFacts, renderFacts } from "./facts.ts";
import { renderFigures } from "./figures.ts";

/** Number of images shown, those whose rank changed most. */
export const SHOWN = 12;

/** Width in pixels of a stored picture: a row of up to four tiles. */
const WIDTH = 480;

/** Renders a self-contained HTML page, which loads nothing. */
export async function renderComparison(comparison: RunComparison): Promise<string> {
  const { records, folders, images } = comparison;
  const names = nameRuns(records, folders);
  const title = `${names[0]} and ${names[1]} on ${records[0].category}`;
  const shown = images.filter(({ ranks: [a, b] }) => a !== b).slice(0, SHOWN);
  const body = markup`<header>
<h1>${title}</h1>
<p class="soft">Two runs, tested on the same ${images.length} images.</p>
</header>
<main>
<section><h2>Image AUROC</h2>
${renderTest(comparison, names)}
</section>
<section><h2>Scores against each other</h2>
${renderFigures([plotScorePairs(images, names)])}
</section>
<section><h2>Images that changed most</h2>
${
    shown.length > 0
      ? markup`<p>Ranks among all ${images.length} images, 1 is the most anomalous.</p>`
      : markup`<p>None: both runs rank all images alike.</p>`
  }
${await Promise.all(shown.map((image) => renderImage(image, names)))}
</section>
<section><h2>Runs</h2>
${
    records.map((record, i) =>
      markup`<details><summary>${names[i]}: ${folders[i]}</summary>${
        renderFacts(recordFacts(record))
      }</details>
`
    )
  }</section>
</main>`;
  return await renderDocument({ title, body });
}

/** Names the runs by their methods and, where these are the same, by their folders too. */
function nameRuns(
  records: readonly [RunRecord, RunRecord],
  folders: readonly [string, string],
): [string, string] {
  const [a, b] = records.map(runTitle) as [string, string];
  return a !== b ? [a, b] : [`${a} (${folders[0]})`, `${b} (${folders[1]})`];
}

function renderTest(
  { records, test }: RunComparison,
  names: readonly [string, string],
): Markup {
  if (!test) return markup`<p>Not compared: that needs two images of each kind.</p>`;
  const range = ({ low, high }: { low: number; high: number }) =>
    low < 0 ? `${signed(low)} to ${signed(high)}` : `${low.toFixed(3)} – ${high.toFixed(3)}`;
  const row = (name: string, value: string, interval: string) =>
    markup`<tr><th scope="row">${name}</th><td class="value number">${value}</td><td class="interval" data-label="95 % interval">${interval}</td></tr>
`;
  const own = records.map(({ metrics: { imageAuroc } }, i) =>
    imageAuroc ? row(names[i]!, imageAuroc.value.toFixed(3), range(imageAuroc)) : ""
  );
  const { difference, p } = test;
  const chance = test.low <= 0 && test.high >= 0
    ? "The interval holds 0: on these images the difference may be chance."
    : "The interval does not hold 0: on these images the difference is not chance alone.";
  return markup`<table class="metrics">
<thead><tr><th scope="col">run</th><th scope="col">value</th><th scope="col">95 % interval</th></tr></thead>
<tbody>
${own}${row("difference, first − second", signed(difference), range(test))}</tbody>
</table>
<p>${chance} <span class="soft">Paired test of DeLong, p = ${
    p.toPrecision(2)
  }. It is over test images; another seed would move both values, too.</span></p>`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

async function renderImage(
  { path, label, ranks, scores, pictures }: ComparedImage,
  names: readonly [string, string],
): Promise<Markup> {
  const figures = await Promise.all(pictures.map(async (file, i) =>
    markup`<figure>${
      file &&
      markup`<img class="panel" alt="${path} by ${names[i]}" src="${await small(file)}">`
    }<figcaption>${names[i]}: rank ${ranks[i]}, score ${
      scores[i]!.toPrecision(4)
    }</figcaption></figure>`
  ));
  const better = label === 1 ? ranks[0] < ranks[1] : ranks[0] > ranks[1];
  return markup`<article class="changed"><h3>${path}</h3><p>${
    label === 1 ? "anomalous" : "normal"
  }: rank ${ranks[0]} → ${ranks[1]}; ${
    names[better ? 0 : 1]
  } places it better.</p><div class="figures">${figures}</div></article>
`;
}

async function small(file: string): Promise<string> {
  const webp = await sharp(file).resize({ width: WIDTH, withoutEnlargement: true })
    .webp({ quality: 70 }).toBuffer();
  return `data:image/webp;base64,${webp.toString("base64")}`;
}

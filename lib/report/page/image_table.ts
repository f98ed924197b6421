/**
 * The sortable table of images.
 *
 * @module
 */
import { colourize, type ColourRange } from "../figure/colormap.ts";
import { colourRange } from "../figure/colour_range.ts";
import { type Markup, markup } from "../figure/markup.ts";
import {
  bothEnds,
  formatMapValue,
  type ImageResults,
  labelOf,
  ranking,
  truthOf,
} from "../pictures/results.ts";
import { renderThumbnails, THUMBNAIL, thumbnailTitles } from "./thumbnails.ts";

/**
 * Number of images shown from each end of the ranking: with more, the page is slow to open on a
 * phone.
 */
export const ROWS_PER_END = 30;

/** Sortable columns; `first` is the order after the first click. */
const SORTED = [
  { name: "rank", type: "number", first: "ascending" },
  { name: "image", type: "text", first: "ascending" },
  { name: "label", type: "text", first: "ascending" },
  { name: "score", type: "number", first: "descending" },
] as const;

/** Renders the rows of both ends of the ranking, the most anomalous first. */
export async function renderImageTable(results: ImageResults): Promise<Markup> {
  const { set, scores, maps } = results;
  const order = ranking(scores);
  const shown = bothEnds(order, ROWS_PER_END);
  const rankOf = new Map(order.map((index, rank) => [index, rank + 1]));
  const range = results.range ??
    (maps ? colourRange(maps, set.height * set.width) : { low: 0, high: 1 });
  const titles = thumbnailTitles(results);
  const rows: Markup[] = [];
  for (const index of shown) {
    rows.push(renderRow(results, index, {
      rank: rankOf.get(index)!,
      titles,
      thumbnails: await renderThumbnails(results, index, range),
    }));
  }
  return markup`<p>${describeRows(shown.length, order.length)} The pictures are ${
    titles.join(", ")
  }; a click or Enter on one shows its row enlarged. Columns sort by their names.</p>
${maps && renderScale(range, results.calibrated)}
<table class="images" role="table">
<thead role="rowgroup"><tr role="row">${
    SORTED.map(({ name, type, first }) =>
      markup`<th role="columnheader" scope="col" data-type="${type}" data-first="${first}"${
        name === "rank" && markup` aria-sort="ascending"`
      }><button type="button">${name}</button></th>`
    )
  }${
    titles.map((title) => markup`<th role="columnheader" scope="col" class="picture">${title}</th>`)
  }</tr></thead>
<tbody role="rowgroup">
${rows}</tbody>
</table>`;
}

function describeRows(shown: number, total: number): string {
  return shown === total
    ? `All ${total} images, the most anomalous first.`
    : `The ${ROWS_PER_END} most and the ${ROWS_PER_END} least anomalous of ${total} images; ` +
      "scores.csv has all of them.";
}

function renderRow(
  results: ImageResults,
  index: number,
  { rank, titles, thumbnails }: {
    rank: number;
    titles: readonly string[];
    thumbnails: readonly string[];
  },
): Markup {
  const { path } = results.set.files[index]!;
  const score = results.scores[index]!;
  const truth = truthOf(results, index);
  return markup`<tr role="row"><td role="cell" class="rank number" data-value="${rank}">${rank}</td><td role="cell" class="path" data-value="${path}">${path}</td><td role="cell" class="label" data-value="${
    labelOf(results, index) ?? "" // "" sorts before 0 and 1
  } ${truth}">${truth}</td><td role="cell" class="score number" data-value="${score}">${
    score.toPrecision(4)
  }</td>${
    thumbnails.map((url, i) =>
      markup`<td role="cell" class="picture"><button type="button" class="enlarge" aria-haspopup="dialog"><img src="${url}" width="${THUMBNAIL}" height="${THUMBNAIL}" loading="lazy" decoding="async" alt="${titles[
        i
      ]!} of ${path}"></button></td>`
    )
  }</tr>
`;
}

/** Steps of the colour scale: enough to look smooth. */
const STEPS = 16;

function renderScale(range: ColourRange, calibrated = false): Markup {
  const colours = colourize(Array.from({ length: STEPS }, (_, i) => i), {
    low: 0,
    high: STEPS - 1,
  });
  const colour = (i: number) => `#${colours.subarray(3 * i, 3 * i + 3).toHex()}`;
  return markup`<div class="scale"><span>map: ${
    formatMapValue(range.low)
  }</span><svg viewBox="0 0 ${STEPS} 1" preserveAspectRatio="none" aria-hidden="true">${
    Array.from({ length: STEPS }, (_, i) =>
      markup`<rect x="${i}" width="1.05" height="1" fill="${colour(i)}"/>`)
  }</svg><span>${formatMapValue(range.high)} and above, a pixel's ${
    calibrated ? "calibrated score in standard deviations" : "raw score"
  }, the same colours in all rows</span></div>`;
}

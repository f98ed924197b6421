/// <reference lib="dom" />
/**
 * Shows one scored image with its verdict.
 *
 * @module
 */
import type { Settings } from "./controls.ts";
import { find } from "./dom.ts";
import { formatPair, formatScore, type PageFacts } from "./facts.ts";
import { type Colours, coverOf, drawHeat, parseColours } from "./heat.ts";
import { type Shown, verdictOf } from "./result.ts";

const SIGNS = { normal: "✓", anomalous: "!" } as const;

/** Draws and writes everything that depends on the image and the settings. */
export function showResult(
  { result, picture }: Shown,
  facts: PageFacts,
  settings: Settings,
): void {
  const { name, size, map, range, score, time, modelTime } = result;
  const { threshold, pixelThreshold, opacity } = settings;
  find("main", HTMLElement).dataset.state = "scored";
  find("invitation", HTMLDivElement).hidden = true;
  find("figure", HTMLElement).hidden = false;
  const panel = find("panel", HTMLElement);
  panel.hidden = false;
  const verdict = verdictOf(score, threshold);
  panel.dataset.verdict = verdict ?? "";
  find("mark", HTMLSpanElement).dataset.sign = verdict ? SIGNS[verdict] : "?";
  find("word", HTMLSpanElement).textContent = verdict ?? "no threshold";
  const output = find("score", HTMLOutputElement);
  output.dataset.score = String(score);
  const against = find("against", HTMLSpanElement);
  if (verdict === undefined) {
    output.textContent = formatScore(score);
    against.textContent = "";
  } else {
    const [own, other] = formatPair(score, threshold);
    output.textContent = own;
    against.textContent = ` ${verdict === "anomalous" ? ">" : "≤"} ${other}`;
  }
  find("caption", HTMLElement).textContent = `${name} · ${size} pixels`;
  find("time", HTMLParagraphElement).textContent = `Scored in ${Math.round(time)} ms, ${
    Math.round(modelTime)
  } ms of them the model.`;
  const colours = parseColours(facts.colours);
  const heat = map && range && {
    colours,
    options: { map, size: facts.size, range, opacity, threshold: pixelThreshold },
  };
  drawHeat(find("picture", HTMLCanvasElement), picture, heat);
  if (heat) drawScale(colours);
}

/** The colours from low to high. */
function drawScale(colours: Colours): void {
  const context = find("colours", HTMLCanvasElement).getContext("2d")!;
  context.clearRect(0, 0, colours.length, 1);
  colours.forEach(([r, g, b], i) => {
    context.fillStyle = `rgb(${r} ${g} ${b} / ${coverOf(i / (colours.length - 1))})`;
    context.fillRect(i, 0, 1, 1);
  });
}

/// <reference lib="dom" />
/**
 * The images that were scored, to go back to.
 *
 * @module
 */
import { find } from "./dom.ts";
import { formatScore } from "./facts.ts";
import type { Result, Shown } from "./result.ts";
import { verdictOf } from "./result.ts";

/** How many of the newest images stay with a picture; of others only the score is kept. */
const MOST = 100;

/** Side of a thumbnail in pixels. */
const THUMBNAIL = 160;

/** The list under the image. */
export class Strip {
  readonly #list = find("strip", HTMLOListElement);
  readonly #onChosen: (result: Result) => void;
  readonly #items = new Map<Result, HTMLLIElement>();
  /** Scores of images that are no longer shown. */
  readonly #gone: number[] = [];

  constructor(onChosen: (result: Result) => void) {
    this.#onChosen = onChosen;
  }

  /** Adds a result in front. */
  add({ result, picture }: Shown): void {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => this.#onChosen(result));
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = result.name;
    name.title = result.name;
    const text = document.createElement("span");
    text.className = "result";
    button.append(thumbnail(picture), name, text);
    item.append(button);
    this.#list.prepend(item);
    this.#items.set(result, item);
    const [oldest] = this.#items;
    if (this.#items.size > MOST && oldest) {
      oldest[1].remove();
      this.#items.delete(oldest[0]);
      this.#gone.push(oldest[0].score);
    }
  }

  /** Updates the verdicts of all images. */
  show(current: Result, threshold: number): void {
    let anomalous =
      this.#gone.filter((score) => verdictOf(score, threshold) === "anomalous").length;
    for (const [result, item] of this.#items) {
      const verdict = verdictOf(result.score, threshold);
      if (verdict === "anomalous") anomalous++;
      item.dataset.verdict = verdict ?? "";
      item.querySelector(".result")!.textContent = [verdict, formatScore(result.score)]
        .filter((part) => part !== undefined).join(" · ");
      item.querySelector("button")!.ariaCurrent = String(result === current);
    }
    const gone = this.#gone.length;
    const count = this.#items.size + gone;
    find("results", HTMLElement).hidden = count < 2;
    const counted = Number.isNaN(threshold)
      ? `${count} images`
      : `${anomalous} of ${count} images anomalous`;
    find("count", HTMLSpanElement).textContent = counted +
      (gone > 0 ? `; the last ${this.#items.size} are shown` : "");
  }
}

function thumbnail(picture: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const scale = THUMBNAIL / Math.min(picture.width, picture.height);
  canvas.width = canvas.height = THUMBNAIL;
  canvas.ariaHidden = "true";
  const context = canvas.getContext("2d")!;
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.drawImage(picture, (THUMBNAIL - width) / 2, (THUMBNAIL - height) / 2, width, height);
  return canvas;
}

/// <reference lib="dom" />
/**
 * The controls beside an image: threshold, heat map, outline.
 *
 * @module
 */
import { find } from "./dom.ts";
import { formatScore, type PageFacts } from "./facts.ts";
import type { Result } from "./result.ts";
import { type SliderRange, sliderRange } from "./slider_range.ts";

/** Name of a threshold that the user set by hand. */
const OWN = "own";

/** The current settings of the controls. */
export interface Settings {
  /** An image above it is anomalous. */
  readonly threshold: number;
  /** Pixels above it are outlined. */
  readonly pixelThreshold: number;
  /** Of the heat map, 0 to 1. */
  readonly opacity: number;
}

/** What the sliders are fitted to. */
type Scale = Pick<Result, "score" | "range">;

/** The controls of a model. */
export class Controls {
  readonly #facts: PageFacts;
  readonly #name = find("threshold-name", HTMLSelectElement);
  readonly #threshold = find("threshold", HTMLInputElement);
  readonly #pixel = find("pixel-threshold", HTMLInputElement);
  readonly #opacity = find("opacity", HTMLInputElement);
  // Sliders round what is set; these are exact.
  #chosen = NaN;
  #pixelChosen = NaN;
  #fitted: { readonly to: Scale; readonly range: SliderRange } | undefined;

  constructor(facts: PageFacts, onChange: () => void) {
    this.#facts = facts;
    for (const { name } of facts.thresholds) this.#name.add(new Option(name, name));
    this.#name.add(new Option(facts.thresholds.length > 0 ? "my own" : "none stored", OWN));
    this.#name.value = facts.threshold ?? OWN;
    this.#name.addEventListener("change", () => {
      this.#take();
      this.#fitted = undefined;
      onChange();
    });
    this.#threshold.addEventListener("input", () => {
      this.#name.value = OWN;
      this.#chosen = this.#threshold.valueAsNumber;
      onChange();
    });
    this.#pixel.addEventListener("input", () => {
      this.#pixelChosen = this.#pixel.valueAsNumber;
      onChange();
    });
    this.#opacity.addEventListener("input", onChange);
    find("map-fields", HTMLDivElement).hidden = !facts.outputs.includes("maps");
    this.#take();
  }

  /** The settings; before any is known, thresholds are NaN and nothing is above them. */
  get settings(): Settings {
    return {
      threshold: this.#chosen,
      pixelThreshold: this.#pixelChosen,
      opacity: this.#opacity.valueAsNumber / 100,
    };
  }

  /** Fits the sliders to the scales of an image and writes their values. */
  show(result: Scale): void {
    const { low, high } = this.#range(result);
    const at = this.#span(this.#threshold, { low, high }, this.#chosen);
    this.#threshold.style.setProperty("--at", String(at));
    const marker = find("marker", HTMLSpanElement);
    marker.style.setProperty("--at", String((result.score - low) / (high - low)));
    write("low", formatScore(low));
    write("high", formatScore(high));
    find("source", HTMLParagraphElement).textContent = this.#source();
    write("opacity-value", `${this.#opacity.value} %`);
    const { range } = result;
    if (!range) return;
    this.#span(this.#pixel, range, this.#pixelChosen);
    write("pixel-value", Number.isNaN(this.#pixelChosen) ? "–" : formatScore(this.#pixelChosen));
    write("map-low", formatScore(range.low));
    write("map-high", formatScore(range.high));
  }

  /** The range of the threshold; it stays while the slider is moved, which it would run away from. */
  #range(result: Scale): SliderRange {
    if (this.#fitted?.to !== result) {
      const stored = this.#facts.thresholds.map(({ image }) => image);
      this.#fitted = {
        to: result,
        range: sliderRange([...stored, result.score], this.#chosen),
      };
    }
    return this.#fitted.range;
  }

  /** Makes the stored threshold of the chosen name the one that decides. */
  #take(): void {
    const stored = this.#facts.thresholds.find(({ name }) => name === this.#name.value);
    if (!stored) return;
    this.#chosen = stored.image;
    if (stored.pixel !== undefined) this.#pixelChosen = stored.pixel;
  }

  #source(): string {
    const stored = this.#facts.thresholds.find(({ name }) => name === this.#name.value);
    const value = Number.isNaN(this.#chosen) ? "" : `${formatScore(this.#chosen)}: `;
    if (stored) return `${value}${stored.source}`;
    return value === ""
      ? "The model has no thresholds: move the slider to set one."
      : `${value}set by hand`;
  }

  /** Sets a slider; returns its position as a share of its range. */
  #span(
    slider: HTMLInputElement,
    { low, high }: SliderRange,
    value: number,
  ): number {
    slider.min = String(low);
    slider.max = String(high);
    slider.value = String(Number.isNaN(value) ? high : value);
    slider.ariaValueText = formatScore(slider.valueAsNumber);
    return (slider.valueAsNumber - low) / (high - low);
  }
}

function write(id: string, text: string): void {
  find(id, HTMLOutputElement).textContent = text;
}

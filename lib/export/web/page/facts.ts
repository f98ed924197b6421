/**
 * The facts about its model that the page has.
 *
 * @module
 */
import type { ResizeFilter } from "../../../data/images/image_set.ts";

/** A threshold that is stored with the model. */
export interface PageThreshold {
  /** As the model and options name it. */
  readonly name: string;
  /** How it was chosen and what false alarms to expect, in words. */
  readonly source: string;
  /** An image above it is anomalous. */
  readonly image: number;
  /** Pixels above it are outlined. */
  readonly pixel?: number;
}

/** `page.json`, beside the page. */
export interface PageFacts {
  /** Name of the method. */
  readonly title: string;
  /** Height and width of the model's input in pixels. */
  readonly size: number;
  /** 1 = gray, 3 = RGB. */
  readonly channels: number;
  /** How images of another size are resized. */
  readonly resize: ResizeFilter;
  /** Names of what the model returns. */
  readonly outputs: readonly string[];
  readonly thresholds: readonly PageThreshold[];
  /** The one of them that decides at first. */
  readonly threshold?: string;
  /** 256 colours of the heat map, six hexadecimal digits each, the lowest first. */
  readonly colours: string;
  /** Score that the trained detector gave for the image of `check_image.ts`. */
  readonly check: number;
  /** Warnings for the user, one line each. */
  readonly warnings: readonly string[];
  /** Configuration and version, in words. */
  readonly origin: string;
}

/** Reads `page.json`. */
export async function loadFacts(): Promise<PageFacts> {
  const response = await fetch("page.json");
  if (!response.ok) throw new Error(`page.json: ${response.status} ${response.statusText}`);
  return await response.json() as PageFacts;
}

/** A score or a value of a map as text, by default to as many digits as the commands print. */
export function formatScore(value: number, digits = 4): string {
  if (Math.abs(value) >= 1e5) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(digits)));
}

/** Two values with enough digits to tell them apart. */
export function formatPair(a: number, b: number): readonly [string, string] {
  for (let digits = 4; digits < 17; digits++) {
    const pair = [formatScore(a, digits), formatScore(b, digits)] as const;
    if (pair[0] !== pair[1] || a === b) return pair;
  }
  return [String(a), String(b)];
}

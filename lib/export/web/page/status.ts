/// <reference lib="dom" />
/**
 * Messages of the page about itself.
 *
 * @module
 */
import { find } from "./dom.ts";
import type { PageFacts } from "./facts.ts";

/** Sets the line in the corner. */
export function status(state: "busy" | "ready" | "failed", text: string): void {
  const line = find("engine", HTMLParagraphElement);
  line.dataset.state = state;
  line.textContent = text;
}

/** Adds a line that stays. */
export function addWarning(text: string): void {
  addNotice(text, "warning");
}

/** Adds a line that stays until other images are given. */
export function addProblem(text: string): void {
  addNotice(text, "problem");
}

/** Removes the lines of {@linkcode addProblem}. */
export function clearProblems(): void {
  for (const line of document.querySelectorAll("#notices .problem")) line.remove();
}

function addNotice(text: string, kind: "warning" | "problem"): void {
  const line = document.createElement("p");
  line.className = `notice ${kind}`;
  line.textContent = text;
  find("notices", HTMLDivElement).append(line);
}

/** Lets the browser draw what has changed. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Shows which model the page runs. */
export function showFacts({ title, size, channels, origin, warnings }: PageFacts): void {
  document.title = `${title}: anomaly detector`;
  find("title", HTMLHeadingElement).textContent = `${title} anomaly detector`;
  const colour = channels === 1 ? "gray" : "RGB";
  find("facts", HTMLParagraphElement).textContent =
    `The model sees ${size} × ${size} pixels, ${colour}. ${origin}`;
  for (const warning of warnings) addWarning(warning);
}

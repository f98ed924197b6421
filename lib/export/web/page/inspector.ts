/// <reference lib="dom" />
/**
 * Scores the images that it is given, one after the other, and shows one.
 *
 * @module
 */
import { Controls } from "./controls.ts";
import { decode } from "./decode.ts";
import { find } from "./dom.ts";
import { BACKEND_TITLES, type BackendName, BACKENDS, type Engine, startEngine } from "./engine.ts";
import type { PageFacts } from "./facts.ts";
import type { Given } from "./inputs.ts";
import { prepare } from "./prepare.ts";
import { rangeOf, type Result } from "./result.ts";
import { showResult } from "./show_result.ts";
import { addProblem, clearProblems, nextFrame, status } from "./status.ts";
import { Strip } from "./strip.ts";

/** Scores images one after the other and shows the one that was chosen. */
export class Inspector {
  readonly #facts: PageFacts;
  readonly #controls: Controls;
  readonly #strip = new Strip((result) => this.#show(result));
  #engine: Engine | undefined;
  #current: Result | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(facts: PageFacts) {
    this.#facts = facts;
    this.#controls = new Controls(facts, () => this.#current && this.#show(this.#current));
  }

  /** Scores images; later calls wait for the earlier ones. */
  give(images: readonly Given[]): void {
    clearProblems();
    for (const image of images) this.#then(() => this.#score(image));
  }

  /** Starts, or changes the backend. */
  start(backends: readonly BackendName[] = BACKENDS): void {
    this.#then(() => this.#start(backends));
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) =>
      addProblem(error instanceof Error ? error.message : String(error))
    );
  }

  async #start(backends: readonly BackendName[]): Promise<void> {
    const before = this.#engine;
    status("busy", "loading the model …");
    await nextFrame();
    try {
      // A model belongs to the backend on which it was loaded.
      this.#engine = undefined;
      before?.dispose();
      this.#engine = await startEngine(this.#facts, {
        backends,
        onLoading: (share) => status("busy", `loading the model, ${Math.round(100 * share)} %`),
      });
      showEngine(this.#engine);
    } catch (error) {
      status("failed", "not computing");
      if (before) this.start([before.backend]);
      throw error;
    }
  }

  async #score({ name, file }: Given): Promise<void> {
    const engine = this.#engine;
    if (!engine) throw new Error(`${name}: not scored, since nothing computes here`);
    status("busy", "scoring …");
    const figure = find("figure", HTMLElement);
    figure.ariaBusy = "true";
    await nextFrame();
    try {
      const start = performance.now();
      const decoded = await decode(file);
      const scored = await engine.score(prepare(decoded, this.#facts));
      const { width, height } = decoded.pixels;
      const result: Result = {
        ...scored,
        name,
        picture: decoded.picture,
        size: `${width} × ${height}`,
        time: performance.now() - start,
        ...(scored.map && { range: rangeOf(scored.map, this.#facts) }),
      };
      this.#strip.add(result);
      this.#show(result);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
    } finally {
      figure.ariaBusy = "false";
      showEngine(engine);
    }
  }

  #show(result: Result): void {
    this.#current = result;
    const { score, range } = result;
    this.#controls.show({ score, peak: range?.high, floor: range?.low });
    const { settings } = this.#controls;
    showResult(result, this.#facts, settings);
    this.#strip.show(result, settings.threshold);
  }
}

function showEngine({ backend, refused }: Engine): void {
  status("ready", `ready, on ${BACKEND_TITLES[backend]}`);
  find("backend", HTMLSelectElement).value = backend;
  find("backend-note", HTMLSpanElement).textContent = [...refused]
    .map(([name, why]) => `not ${BACKEND_TITLES[name]}: ${why}`).join("; ");
}

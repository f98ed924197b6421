/// <reference lib="dom" />
/**
 * Scores the images that it is given, one after the other, and shows one.
 *
 * @module
 */
import { release } from "./canvas.ts";
import { Controls } from "./controls.ts";
import { decode } from "./decode.ts";
import { find } from "./dom.ts";
import { BACKEND_TITLES, type BackendName, BACKENDS, type Engine, startEngine } from "./engine.ts";
import type { PageFacts } from "./facts.ts";
import type { Given } from "./inputs.ts";
import { compress, expand } from "./picture.ts";
import { prepare } from "./prepare.ts";
import { rangeOf, type Result, type Shown } from "./result.ts";
import { showResult } from "./show_result.ts";
import { addProblem, clearProblems, nextFrame, status } from "./status.ts";
import { Strip } from "./strip.ts";

/** Scores images one after the other and shows the one that was chosen. */
export class Inspector {
  readonly #facts: PageFacts;
  readonly #controls: Controls;
  readonly #strip = new Strip((result) => void this.#choose(result).catch(report));
  #engine: Engine | undefined;
  #shown: Shown | undefined;
  /** The newest that is to be shown, which may have to be drawn first. */
  #wanted: Result | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(facts: PageFacts) {
    this.#facts = facts;
    this.#controls = new Controls(facts, () => this.#shown && this.#show(this.#shown));
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
    this.#work = this.#work.then(work).catch(report);
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
        size: `${width} × ${height}`,
        time: performance.now() - start,
        ...(scored.map && { range: rangeOf(scored.map, this.#facts) }),
        picture: await compress(decoded.picture),
      };
      const shown = { result, picture: decoded.picture };
      this.#strip.add(shown);
      this.#show(shown);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
    } finally {
      figure.ariaBusy = "false";
      showEngine(engine);
    }
  }

  async #choose(result: Result): Promise<void> {
    this.#wanted = result;
    if (result === this.#shown?.result) return;
    const picture = await expand(result.picture);
    if (result === this.#wanted) this.#show({ result, picture });
    else release(picture);
  }

  #show(shown: Shown): void {
    if (this.#shown && this.#shown !== shown) release(this.#shown.picture);
    const { result } = this.#shown = shown;
    this.#wanted = result;
    this.#controls.show(result);
    const { settings } = this.#controls;
    showResult(shown, this.#facts, settings);
    this.#strip.show(result, settings.threshold);
  }
}

function report(error: unknown): void {
  addProblem(error instanceof Error ? error.message : String(error));
}

function showEngine({ backend, refused }: Engine): void {
  status("ready", `ready, on ${BACKEND_TITLES[backend]}`);
  find("backend", HTMLSelectElement).value = backend;
  find("backend-note", HTMLSpanElement).textContent = [...refused]
    .map(([name, why]) => `not ${BACKEND_TITLES[name]}: ${why}`).join("; ");
}

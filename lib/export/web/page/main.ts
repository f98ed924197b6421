/// <reference lib="dom" />
/**
 * The page: an image in, its verdict, score and heat map out.
 *
 * @module
 */
import { readsPixels } from "./decode.ts";
import { find } from "./dom.ts";
import type { BackendName } from "./engine.ts";
import { loadFacts } from "./facts.ts";
import { listen } from "./inputs.ts";
import { Inspector } from "./inspector.ts";
import { addWarning, showFacts, status } from "./status.ts";

try {
  const facts = await loadFacts();
  showFacts(facts);
  if (!readsPixels()) {
    addWarning(
      "This browser changes the pixels that pages read, a privacy setting: scores are not to be trusted here.",
    );
  }
  const inspector = new Inspector(facts);
  inspector.start();
  listen((images) => inspector.give(images));
  find("backend", HTMLSelectElement).addEventListener("change", ({ target }) => {
    inspector.start([(target as HTMLSelectElement).value as BackendName]);
  });
} catch (error) {
  status("failed", "not started");
  addWarning(error instanceof Error ? error.message : String(error));
}

/**
 * Trains a small autoencoder on a folder in MVTec AD layout, saves it and scores the test images.
 *
 *     deno run -A main.ts DATA OUT
 */
// deno-lint-ignore-file no-console
import * as daad from "@daad/reproduction";

const [folder, out] = Deno.args;
if (folder === undefined || out === undefined) {
  throw new daad.InputError("expected two arguments: the data's folder and one to write to");
}

const category = await daad.loadCategory(folder);
const config = { epochs: 1 };
using trained = await daad.createDetector("ae", category, { imageSize: 16, config });
const { train, test } = await daad.decodeCategory(category, trained.config);
await trained.fit(train, { seed: 0 });
await daad.saveDetector(trained, out);

using detector = await daad.loadDetector(out);
const { scores } = await daad.scoreImages(detector, test);
test.files.forEach(({ path }, i) => console.log(path, scores[i]));

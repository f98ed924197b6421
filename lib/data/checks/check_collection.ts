/**
 * Reports a labelled set as a whole, before a class is chosen.
 *
 * @module
 */
import { visible } from "../../visible.ts";
import { type Collection, countClasses } from "../datasets/collection.ts";
import { textTable } from "./text_table.ts";

/** The classes with their numbers of images, and warnings, for the terminal. */
export async function formatCollection(collection: Collection): Promise<string> {
  const { dataset, classes, train, test, source, warnings } = collection;
  const [trainCounts, testCounts] = [countClasses(classes, train), countClasses(classes, test)];
  const rows = classes.map((name, i) => [
    String(i),
    name,
    String(trainCounts[i]),
    String(testCounts[i]),
  ]);
  const colour = await source.channels([]) === 1 ? "gray" : "RGB";
  return [
    `${dataset}: ${train.length} training and ${test.length} test images of ` +
    `${await source.size(train[0]!.path)}, ${colour}`,
    "",
    ...textTable([["index", "class", "train", "test"], ...rows]),
    ...(warnings.length > 0
      ? ["", ...warnings.map((warning) => visible(`warning: ${warning}`))]
      : []),
  ].join("\n");
}

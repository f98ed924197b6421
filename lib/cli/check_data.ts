/**
 * `daad check-data`: validates data before training.
 *
 * @module
 */
import { Command } from "commander";
import {
  checkDataset,
  checkRoot,
  type DataChoice,
  formatCollection,
  formatReport,
  formatRoot,
  listCategories,
  openCollection,
  openDataset,
} from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { addDataOptions } from "./data_options.ts";
import { print } from "./output.ts";

/** The command. */
export function checkDataCommand(): Command {
  const command = new Command("check-data")
    .description("decodes every image and mask of a dataset and prints what it found")
    .argument(
      "[dir]",
      "category folder in MVTec AD layout, folder of several categories, or folder of CIFAR-10, " +
        "MNIST or Fashion-MNIST",
    );
  return addDataOptions(command).action((dir: string | undefined, choice: DataChoice) => {
    if (dir === undefined && choice.normal === undefined) {
      command.error("error: name the data: a folder, or --normal <path...>");
    }
    return checkData({ ...choice, data: dir });
  });
}

async function checkData(choice: DataChoice): Promise<void> {
  const { data } = choice;
  if (data !== undefined && choice.class === undefined && choice.protocol === undefined) {
    const collection = await openCollection(data);
    if (collection) return print(await formatCollection(collection));
    const isCategory = await Deno.stat(`${data}/train`).then(() => true, () => false);
    const categories = isCategory ? [] : await listCategories(data);
    if (categories.length > 0) return await checkCategories(data, categories);
  }
  const report = await checkDataset(await openDataset(choice));
  print(formatReport(report));
  if (report.errors.length > 0) {
    throw new InputError(`${data ?? report.category.name}: ${report.errors[0]}; take them out`);
  }
}

async function checkCategories(root: string, names: readonly string[]): Promise<void> {
  const entries = await checkRoot(root, names);
  print(formatRoot(root, entries));
  const bad = entries.filter(({ problem, report }) => problem || report!.errors.length > 0);
  if (bad.length > 0) {
    throw new InputError(`${root}: ${bad.length} of ${entries.length} categories cannot be used`);
  }
}

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
} from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { addDataOptions } from "../options/data_options.ts";
import { print } from "../terminal/output.ts";

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
    for (const name of ["normal", "abnormal", "test"] as const) {
      if (dir === undefined || choice[name] === undefined) continue;
      command.error(`error: --${name}: not together with a folder; leave one of them out`);
    }
    return checkData({ ...choice, data: dir });
  });
}

async function checkData(choice: DataChoice): Promise<void> {
  const { data } = choice;
  if (data !== undefined && choice.class === undefined && choice.protocol === undefined) {
    const collection = await openCollection(data);
    if (collection) {
      refuseLimits(choice, `all classes of ${data} are checked; choose one with --class`);
      return print(await formatCollection(collection));
    }
    const isCategory = await Deno.stat(`${data}/train`).then(() => true, () => false);
    const categories = isCategory ? [] : await listCategories(data);
    if (categories.length > 0) {
      refuseLimits(choice, `all categories of ${data} are checked; name the folder of one`);
      return await checkCategories(data, categories);
    }
  }
  const report = await checkDataset(await openDataset(choice));
  print(formatReport(report));
  if (report.errors.length > 0) {
    throw new InputError(`${data ?? report.category.name}: ${report.errors[0]}; take them out`);
  }
}

/** Refuses options that choose some images of one dataset. */
function refuseLimits(choice: DataChoice, why: string): void {
  for (
    const [name, value] of Object.entries({ train: choice.trainImages, test: choice.testImages })
  ) {
    if (value === undefined) continue;
    throw new InputError(`--${name}-images ${value}: ${why}, or leave the option out`);
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

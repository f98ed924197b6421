/**
 * How commands name data.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { PROTOCOLS } from "../data/mod.ts";
import { wholeNumber } from "./options.ts";

/** Adds the options that choose a class, a protocol, or folders of any layout. */
export function addDataOptions(command: Command): Command {
  return command
    .option("--class <name>", "class of CIFAR-10, MNIST or Fashion-MNIST, by name or index")
    .addOption(
      new Option(
        "--protocol <name>",
        "one-class: the class is normal, all others are anomalous (the default); " +
          "one-class-abnormal: the reverse, as GANomaly and Skip-GANomaly are tested",
      ).choices(PROTOCOLS),
    )
    .option("--normal <path...>", "instead of a dataset: files or folders to train on")
    .option("--train-images <n>", "use only that many training images", wholeNumber(1))
    .option("--test-images <n>", "use only that many test images", wholeNumber(2))
    .option("--abnormal <path...>", "files or folders of anomalous test images")
    .option(
      "--test <path...>",
      "files or folders of normal test images; without, 20 % of --normal are held out",
    );
}

/**
 * Options by which commands choose data.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { DEFAULT_MAX_PIXELS, PROTOCOLS, setMaxPixels } from "../../data/mod.ts";
import { wholeNumber } from "./options.ts";

/**
 * Adds `--max-pixels`, which takes effect while options are parsed, before any command decodes
 * images.
 */
export function addPixelLimit(command: Command): Command {
  return command.option(
    "--max-pixels <n>",
    `largest image to decode; larger ones are refused by their header (${DEFAULT_MAX_PIXELS})`,
    (text) => {
      const pixels = wholeNumber(1)(text);
      setMaxPixels(pixels);
      return pixels;
    },
  );
}

/** Adds the options that choose training images: a class, a protocol, folders of any layout. */
export function addTrainingOptions(command: Command): Command {
  return addPixelLimit(command)
    .option("--class <name>", "class of CIFAR-10, MNIST or Fashion-MNIST, by name or index")
    .addOption(
      new Option(
        "--protocol <name>",
        "one-class: the class is normal, all others are anomalous (the default); " +
          "one-class-abnormal: the reverse, as GANomaly and Skip-GANomaly are tested",
      ).choices(PROTOCOLS),
    )
    .option("--normal <path...>", "instead of a dataset: files or folders to train on")
    .option("--train-images <n>", "use only that many training images", wholeNumber(1));
}

/** Adds the options of {@linkcode addTrainingOptions}, and those that choose test images. */
export function addDataOptions(command: Command): Command {
  return addTrainingOptions(command)
    .option("--test-images <n>", "use only that many test images", wholeNumber(2))
    .option("--abnormal <path...>", "files or folders of anomalous test images")
    .option(
      "--test <path...>",
      "files or folders of normal test images; without, 20 % of --normal are held out",
    );
}

/**
 * `daad check-data`: validates a folder before anything is trained on it.
 *
 * @module
 */
import { Command } from "commander";
import { checkCategory, formatReport } from "../data/mod.ts";
import { print } from "./output.ts";

/** The command. */
export function checkDataCommand(): Command {
  return new Command("check-data")
    .description("decodes every image and mask of a category folder and prints what it found")
    .argument("<dir>", "folder with train/good, test/<type> and ground_truth/<type>")
    .action(async (dir: string) => print(formatReport(await checkCategory(dir))));
}

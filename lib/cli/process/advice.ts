/**
 * What to do after a command was ended from outside, or by the lack of memory.
 *
 * @module
 */

/** Commands that find what an interrupted run of theirs has done. */
const GO_ON = ["download", "download-mirrors", "reproduce", "score", "tune"];

/** Options of commands with which they need less memory. */
const SMALLER: Readonly<Record<string, string>> = {
  train: "a smaller --batch, --memory or --image-size helps",
  tune: "fewer --workers or a smaller --image-size help",
  reproduce: "fewer --workers help",
};

/** How a command that was ended goes on; `undefined` where it has to begin anew. */
export function howToGoOn(command: string): string | undefined {
  if (command === "train") return "a training goes on from its checkpoint with --resume";
  return GO_ON.includes(command) ? "the same command goes on" : undefined;
}

/** The options of a command with which it needs less memory; `undefined` where it has none. */
export function howToSaveMemory(command: string): string | undefined {
  return Object.hasOwn(SMALLER, command) ? SMALLER[command] : undefined;
}

/**
 * Writes commands that repeat a run.
 *
 * @module
 */

import { ARITHMETIC_FLAGS, OWN_FLAGS } from "../../backend/settings/arithmetic_flags.ts";

/** Variables that change what a command computes. */
const VARIABLES = ["DAAD_BACKEND", "DAAD_THREADS", "DAAD_WEIGHTS", ...ARITHMETIC_FLAGS];

/** Value of an option; `undefined` and `false` are left out, `true` is a flag. */
export type OptionValue = string | number | boolean | undefined | readonly string[];

/**
 * Writes a command for a POSIX shell, including those environment variables that are set and change
 * its results.
 *
 * @param command Name of the command: `train`.
 * @param options Names as in code, `imageSize`, and their values.
 * @param environment The environment to read variables from. Default: this process's.
 *
 * @example
 * ```ts
 * import { commandLine } from "./command_line.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const command = commandLine("train", { data: "my screws", seed: 1, overwrite: true });
 * assertStringIncludes(command, "task daad train --data 'my screws' --seed 1 --overwrite");
 * ```
 */
export function commandLine(
  command: string,
  options: Readonly<Record<string, OptionValue>>,
  environment: Pick<Deno.Env, "get"> = Deno.env,
): string {
  const variables = VARIABLES.flatMap((name) => {
    const value = environment.get(name);
    return value && value !== OWN_FLAGS[name] ? [`${name}=${quote(value)}`] : [];
  });
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [option];
    const values = typeof value === "object" ? value : [String(value)];
    return [option, ...values.map(quote)];
  });
  return [...variables, "npx -y deno@2 task daad", command, ...words].join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

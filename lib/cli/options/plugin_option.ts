/**
 * `--plugin`: the user's own methods.
 *
 * @module
 */
import type { Command } from "commander";
import { loadPlugin } from "../../registry/plugin.ts";

/** Options that {@linkcode addPluginOption} adds. */
export interface PluginOptions {
  /** Files that register methods; loaded before the command begins. */
  readonly plugin?: readonly string[];
}

/** Adds `--plugin`; its files run with the permissions of the command. */
export function addPluginOption(command: Command): Command {
  return command
    .option("--plugin <files...>", "modules that register methods of your own")
    .hook("preAction", async () => {
      const { plugin = [] } = command.opts<PluginOptions>();
      for (const file of plugin) await loadPlugin(file, (url) => import(url));
    });
}

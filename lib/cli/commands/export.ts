/**
 * `daad export`: writes a trained model in a format that runs without this project.
 *
 * @module
 */
import { Command, Option } from "commander";
import { useBackend } from "../../backend/backend.ts";
import { EXPORT_FORMATS, type ExportFormat, exportModel } from "../../export/export_model.ts";
import { DEFAULT_WEIGHTS } from "../../nn/backbones/mod.ts";
import { addPluginOption, type PluginOptions } from "../options/plugin_option.ts";
import { backendLine, note, print } from "../terminal/output.ts";

interface ExportOptions extends PluginOptions {
  model: string;
  to: ExportFormat;
  out: string;
  weights?: string;
}

/** The command. */
export function exportCommand(): Command {
  return addPluginOption(new Command("export"))
    .description("writes a model for tfjs, ONNX or a web page, which run without this project")
    .requiredOption("--model <dir>", "output folder of train")
    .addOption(
      new Option("--to <format>", "what runs the model").choices(EXPORT_FORMATS)
        .makeOptionMandatory(),
    )
    .requiredOption("--out <dir>", "new or empty folder to write to")
    .option(
      "--weights <dir>",
      `folder of pretrained weights (DAAD_WEIGHTS, else ${DEFAULT_WEIGHTS})`,
    )
    .action(exportTo);
}

async function exportTo({ model, to, out, weights }: ExportOptions): Promise<void> {
  note(backendLine(await useBackend()));
  const { title, input, outputs } = await exportModel({
    ...{ model, to, out },
    context: { weights: weights === undefined ? undefined : [weights] },
  });
  const { name, height, width, channels } = input;
  print(
    `${title} written to ${out}: ${name} uint8 [n, ${height}, ${width}, ${channels}] → ` +
      outputs.join(", "),
  );
  if (to === "web") {
    note("in that folder: python3 -m http.server 8000, then open http://localhost:8000");
  }
}

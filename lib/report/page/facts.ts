/**
 * Facts about a run as lists of names and values.
 *
 * @module
 */
import type { RunRecord } from "../../record/run/record.ts";
import { runName } from "../../registry/naming.ts";
import { formatDuration } from "../../train/progress_text.ts";
import { type Content, type Markup, markup } from "../figure/markup.ts";

/** A name and its value; facts without a value are left out. */
export type Fact = readonly [name: string, value: Content];

/** Renders facts as a list, one below the other. */
export function renderFacts(facts: readonly Fact[]): Markup {
  return markup`<dl class="facts">
${
    facts.filter(([, value]) => value !== undefined && value !== "").map(([name, value]) =>
      markup`<dt>${name}</dt><dd>${value}</dd>
`
    )
  }</dl>`;
}

/** Everything in a record that decided its numbers, except the configuration. */
export function recordFacts(record: RunRecord): Fact[] {
  const { data, backend, machine, code, seconds } = record;
  return [
    ["method", runName(record)],
    ["data", describeData(record)],
    ["trained on", describeTypes(data, "train")],
    ["tested on", describeTypes(data, "test")],
    ["test images also trained on", String(data.duplicates)],
    ["data fingerprint", `SHA-256 ${data.fingerprint}`],
    ["seed", record.seed],
    [
      "weights evaluated",
      record.selection === "last epoch"
        ? `of the last epoch: ${record.epochs} epochs, ${record.steps} steps`
        : "nothing is trained",
    ],
    ["trained values", record.parameters.toLocaleString("en")],
    ["configuration", `hash ${record.configHash}; in full below`],
    ["backend", backend.description],
    ["devices", backend.devices.join(", ")],
    ["tensors", describeTensors(backend)],
    ["machine", `${machine.cores} cores, ${machine.cpu}, ${machine.os} ${machine.arch}`],
    ["code", `version ${code.version}${code.commit ? `, commit ${code.commit}` : ""}`],
    ["Deno", machine.deno],
    [
      "time",
      `${formatDuration(seconds.training)} training, ${formatDuration(seconds.scoring)} scoring, ` +
      `${formatDuration(seconds.total)} in all (minutes:seconds)`,
    ],
    ["peak memory", `${(record.peakMemory / 1e6).toFixed(0)} MB`],
  ];
}

function describeData({ category, dataset, protocol, data }: RunRecord): string {
  return `${category} (${dataset}, ${protocol}): ${data.trainingImages} training images, ${data.testNormal} ` +
    `normal and ${data.testAnomalous} anomalous test images, ${data.masks} masks`;
}

function describeTypes({ types }: RunRecord["data"], split: "train" | "test"): string {
  return types.filter((entry) => entry.split === split)
    .map(({ type, images }) => `${type} ${images}`).join(", ");
}

function describeTensors(
  { tfjs, threads, flags, binding, compiled, precision }: RunRecord["backend"],
): string {
  const set = Object.entries(flags).map(([name, value]) => `${name}=${value}`);
  return [
    `tfjs ${tfjs}`,
    ...(binding ? [`binding ${binding}`] : []),
    compiled ? `compiled, ${precision}` : "op by op",
    threads > 0 ? `${threads} threads an op` : "threads chosen by the library",
    ...set,
  ].join(", ");
}

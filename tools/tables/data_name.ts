/**
 * Names of data sets and classes in the kept tables.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown } from "../../lib/record/table/markdown_grid.ts";

/** Printed names of data sets. */
const DATASETS: Readonly<Record<string, string>> = {
  mvtec: "MVTec AD",
  cifar10: "CIFAR-10",
  mnist: "MNIST",
  fashion_mnist: "Fashion-MNIST",
};

/** The data set and, unless it is the usual one, the protocol. */
export function setName({ dataset, protocol }: Pick<RunRecord, "dataset" | "protocol">): string {
  return (DATASETS[dataset] ?? dataset) + abnormal(protocol);
}

/** The data set, the class and, unless it is the usual one, the protocol of a run. */
export function dataName({ dataset, protocol, category }: RunRecord): string {
  return escapeMarkdown(`${DATASETS[dataset] ?? dataset} ${category}${abnormal(protocol)}`);
}

function abnormal(protocol: RunRecord["protocol"]): string {
  return protocol === "one-class-abnormal" ? ", abnormal" : "";
}

/**
 * The tables that can be made.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Protocol } from "../../data/mod.ts";

/** A data set under one protocol, which one table shows. */
export interface TableName {
  /** Name on the command line. */
  readonly id: string;
  /** Title as printed. */
  readonly title: string;
  /** `dataset` of the records. */
  readonly dataset: string;
  /** `protocol` of the records. */
  readonly protocol: Protocol;
}

/**
 * All tables. Each protocol of a data set has a separate table, as values are not comparable between
 * them.
 */
export const TABLES: readonly TableName[] = [
  { id: "mvtec", title: "MVTec AD", dataset: "mvtec", protocol: "one-class" },
  ...byProtocol("cifar10", "CIFAR-10"),
  ...byProtocol("mnist", "MNIST"),
  ...byProtocol("fashion_mnist", "Fashion-MNIST"),
  { id: "folder", title: "Image folders", dataset: "folder", protocol: "one-class" },
];

/**
 * Finds a table by its name.
 *
 * @throws {InputError} Listing the known names.
 */
export function findTable(id: string): TableName {
  const table = TABLES.find((table) => table.id === id);
  if (table) return table;
  const known = TABLES.map(({ id }) => id).join(", ");
  throw new InputError(`table ${id}: unknown; expected one of ${known}`);
}

function byProtocol(dataset: string, title: string): TableName[] {
  return [
    { id: dataset, title: `${title}, one class normal`, dataset, protocol: "one-class" },
    {
      id: `${dataset}-abnormal`,
      title: `${title}, one class abnormal`,
      dataset,
      protocol: "one-class-abnormal",
    },
  ];
}

/**
 * The tables that can be made.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Protocol } from "../../data/mod.ts";

/** A data set under one protocol: what one table shows. */
export interface TableName {
  /** As the command line takes it. */
  readonly id: string;
  /** As printed. */
  readonly title: string;
  /** `dataset` of the records. */
  readonly dataset: string;
  /** `protocol` of the records. */
  readonly protocol: Protocol;
}

/** All tables. The protocols of one data set are tables of their own: their values do not compare. */
export const TABLES: readonly TableName[] = [
  { id: "mvtec", title: "MVTec AD", dataset: "mvtec", protocol: "one-class" },
  ...byProtocol("cifar10", "CIFAR-10"),
  ...byProtocol("mnist", "MNIST"),
  ...byProtocol("fashion_mnist", "Fashion-MNIST"),
  { id: "folder", title: "Image folders", dataset: "folder", protocol: "one-class" },
];

/**
 * The table of that name.
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

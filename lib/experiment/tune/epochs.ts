/**
 * Numbers of epochs as multiples of a method's own.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { DatasetFacts } from "../../detector/detector.ts";
import { findMethod } from "../../registry/registry.ts";
import type { Candidate } from "./candidates.ts";

/**
 * Returns the fields of a candidate with its number of epochs: `share` times the candidate's multiple
 * of what the configuration has on these images, at least one.
 *
 * @param share Share of the epochs. Default 1: all. Methods that train nothing have no epochs to
 * share.
 * @throws {InputError} For fields that are not valid, or a multiple for a method without epochs.
 */
export function withEpochs(
  { name, epochs: times }: Pick<Candidate, "name" | "epochs">,
  { method, fields, facts, share = 1 }: {
    readonly method: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly facts: DatasetFacts;
    readonly share?: number;
  },
): Readonly<Record<string, unknown>> {
  const source = `candidate ${name}`;
  const config: object = findMethod(method).resolve(fields, facts, source);
  const factor = share * (times ?? 1);
  if (factor === 1) return fields;
  if ("epochs" in config && typeof config.epochs === "number") {
    return { ...fields, epochs: Math.max(1, Math.round(factor * config.epochs)) };
  }
  if (times === undefined) return fields;
  throw new InputError(
    `${source}: epochs: ${method} has none that could be ${times} times as many`,
  );
}

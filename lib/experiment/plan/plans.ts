/**
 * All plans by name.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Plan } from "./plan.ts";
import {
  AGAINST_AE,
  COMPONENTS,
  DOWNSAMPLING,
  GRANULARITY,
  MEMORY_SIZE,
} from "./tables/ablations.ts";
import { BACKBONE_TABLE } from "./tables/backbones.ts";
import { CIFAR10, MNIST } from "./tables/classes.ts";
import { MVTEC } from "./tables/mvtec.ts";

/** Plans for every table and figure of the paper, and for the studies that explain them. */
export const PLANS: readonly Plan[] = [
  MVTEC,
  BACKBONE_TABLE,
  CIFAR10,
  MNIST,
  DOWNSAMPLING,
  GRANULARITY,
  MEMORY_SIZE,
  COMPONENTS,
  AGAINST_AE,
];

/**
 * Finds a plan by its name.
 *
 * @throws {InputError} Listing the known names.
 */
export function findPlan(id: string): Plan {
  const plan = PLANS.find((plan) => plan.id === id);
  if (plan) return plan;
  throw new InputError(
    `reproduce ${id}: unknown; expected one of ${PLANS.map(({ id }) => id).join(", ")}`,
  );
}

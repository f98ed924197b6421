/**
 * Where the kept records are, and which of them are in which tables.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { PLANS } from "../../lib/experiment/plan/plans.ts";
import { BACKBONE_TABLE } from "../../lib/experiment/plan/tables/backbones.ts";
import { CIFAR10, MNIST } from "../../lib/experiment/plan/tables/classes.ts";
import { MVTEC } from "../../lib/experiment/plan/tables/mvtec.ts";

/** The folder of the project, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The folder of the kept records. */
export const RESULTS = `${ROOT}data/results`;

/** The categories of MVTec AD that are available with all official images. */
export const MEASURED = ["bottle", "grid", "screw"];

/** The tables of methods. */
export const METHOD_PLANS = [MVTEC, CIFAR10, MNIST] as const;

/**
 * Ids of the plans whose columns are settings of a few methods. Runs on other backbones are variants of
 * their methods and stand in the tables of methods.
 */
const ABLATIONS = PLANS.filter((plan) => ![...METHOD_PLANS, BACKBONE_TABLE].includes(plan))
  .map(({ id }) => id);

/**
 * The place below `data/results` of a record that keeps its path in a sweep; `undefined` for one of the
 * tables of methods.
 */
export function ownPlace(path: string): string | undefined {
  // The last folder of this name: the project may lie in another one.
  const place = /(?:^|.*\/)results\/(.+)\/record\.json$/.exec(path)?.[1];
  const [plan, profile] = place?.split("/") ?? [];
  return profile === "paper" || ABLATIONS.some((id) => id === plan) ? place : undefined;
}

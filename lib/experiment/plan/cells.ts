/**
 * The runs of a plan.
 *
 * @module
 */
import type { DataChoice } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { configHash } from "../../record/run/config_hash.ts";
import { methodIdentity } from "../../registry/plugin.ts";
import { hasField, registeredMethods } from "../../registry/registry.ts";
import type { Plan, ProfileName, Variant } from "./plan.ts";

/** Which part of a plan to run, and on what. */
export interface CellChoice {
  /** How much to compute. */
  readonly profile: ProfileName;
  /** Ids of variants, or of methods without a variant of that id. Default: all that are implemented. */
  readonly methods?: readonly string[];
  /** Categories or classes. Default: all. */
  readonly categories?: readonly string[];
  /** Training seeds. Default: the profile's. */
  readonly seeds?: readonly number[];
  /** Folder of the dataset. Default: the plan's. */
  readonly data?: string;
  /** Arithmetic; runs of two precisions are different runs. */
  readonly precision: string;
}

/** One run of a plan. */
export interface Cell {
  /** `daad/bottle/seed0`. */
  readonly id: string;
  /** Folder below the plan's results; each configuration has its own. */
  readonly folder: string;
  readonly variant: string;
  readonly method: string;
  readonly category: string;
  readonly seed: number;
  readonly choice: DataChoice;
  readonly imageSize: number;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** The epochs, as a multiple of those that the overrides lead to. Default 1. */
  readonly epochsTimes?: number;
  /** Of a variant that was tuned for the category. */
  readonly tuned?: string;
  readonly calibration?: { readonly fields: unknown; readonly source: string };
}

/**
 * Lists the runs of a plan, seed by seed, so that a sweep that is cut short has one seed of
 * everything first.
 *
 * @throws {InputError} For a method, variant or category that the plan does not have.
 *
 * @example
 * ```ts
 * import { listCells } from "./cells.ts";
 * import { findPlan } from "./plans.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const choice = { profile: "smoke", methods: ["daad"], precision: "fp32" } as const;
 * const cells = await listCells(findPlan("mnist"), choice);
 * assertEquals([cells.length, cells[3]?.id], [10, "daad/3/seed0"]);
 * ```
 */
export async function listCells(plan: Plan, choice: CellChoice): Promise<Cell[]> {
  const profile = plan.profiles[choice.profile];
  const variants = chooseVariants(withOwnMethods(plan), choice.methods);
  const categories = chooseCategories(plan, choice.categories);
  const cells: Cell[] = [];
  for (const seed of new Set(choice.seeds ?? profile.seeds)) {
    for (const category of categories) {
      for (const variant of variants) {
        if (variant.tuned && !Object.hasOwn(variant.tuned, category)) continue;
        cells.push(await makeCell(plan, choice, { seed, category, variant }));
      }
    }
  }
  if (cells.length === 0) {
    const names = variants.map(({ id }) => id).join(", ");
    throw new InputError(
      `${names}: tuned for none of ${categories.join(", ")}; leave --methods or --categories out`,
    );
  }
  return cells;
}

async function makeCell(
  plan: Plan,
  choice: CellChoice,
  { seed, category, variant }: { seed: number; category: string; variant: Variant },
): Promise<Cell> {
  const profile = plan.profiles[choice.profile];
  const { imageSize, epochs, trainImages, testImages } = {
    ...profile,
    ...profile.methods?.[variant.method],
  };
  const root = choice.data ?? plan.data;
  const tuned = variant.tuned?.[category];
  const overrides = {
    ...variant.overrides,
    ...tuned?.config,
    ...(epochs !== undefined && hasField(variant.method, "epochs") && { epochs }),
    ...variant.profiles?.[choice.profile],
  };
  const id = `${variant.id}/${category}/seed${seed}`;
  const { dataset, protocol } = plan;
  const { epochsTimes } = variant;
  const { precision } = choice;
  const decisive = { dataset, protocol, method: variant.method, imageSize, overrides, precision };
  const hash = await configHash({
    ...{ ...decisive, trainImages, testImages },
    ...(tuned && { tuned: tuned.record, calibration: tuned.calibration }),
    ...(epochsTimes !== undefined && { epochsTimes }),
    ...await methodIdentity(variant.method),
  });
  return {
    id,
    folder: `${id}-${hash.slice(0, 8)}`,
    variant: variant.id,
    method: variant.method,
    category,
    seed,
    imageSize,
    overrides,
    ...(epochsTimes !== undefined && { epochsTimes }),
    ...(tuned && {
      tuned: tuned.record,
      calibration: { fields: tuned.calibration, source: tuned.record },
    }),
    choice: {
      ...(dataset === "mvtec" ? { data: `${root}/${category}` } : {
        data: root,
        class: category,
        protocol,
      }),
      trainImages,
      testImages,
    },
  };
}

/** Adds the user's own methods as columns. */
function withOwnMethods(plan: Plan): Plan {
  const own = registeredMethods().map(({ id }) => ({ id, method: id }));
  return { ...plan, variants: [...plan.variants, ...own] };
}

function chooseVariants(
  { id: plan, variants }: Plan,
  wanted: readonly string[] | undefined,
): readonly Variant[] {
  if (!wanted) return variants;
  for (const name of wanted) {
    if (variants.some(({ id, method }) => id === name || method === name)) continue;
    throw new InputError(
      `--methods ${name}: not in ${plan}; expected some of ` +
        variants.map(({ id }) => id).join(", "),
    );
  }
  // A name that is a variant's means this one, though others may be of the method of that name.
  const ids = variants.map(({ id }) => id);
  return variants.filter(({ id, method }) =>
    wanted.includes(id) || wanted.includes(method) && !ids.includes(method)
  );
}

function chooseCategories(plan: Plan, wanted: readonly string[] | undefined): readonly string[] {
  const unknown = wanted?.find((name) => !plan.categories.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `--categories ${unknown}: not in ${plan.id}; expected some of ${plan.categories.join(", ")}`,
    );
  }
  return wanted ? plan.categories.filter((name) => wanted.includes(name)) : plan.categories;
}

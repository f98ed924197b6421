/**
 * Names of EfficientNet's tensors in the common PyTorch port, which numbers all blocks consecutively.
 *
 * @module
 */

/** Outside the blocks. */
const OUTER: Readonly<Record<string, string>> = {
  _conv_stem: "conv_stem",
  _bn0: "bn1",
  _conv_head: "conv_head",
  _bn1: "bn2",
  _fc: "classifier",
};

/** In a block that expands its channels. */
const EXPANDING: Readonly<Record<string, string>> = {
  _expand_conv: "conv_pw",
  _bn0: "bn1",
  _depthwise_conv: "conv_dw",
  _bn1: "bn2",
  _se_reduce: "se.conv_reduce",
  _se_expand: "se.conv_expand",
  _project_conv: "conv_pwl",
  _bn2: "bn3",
};

/** In one that does not: its last convolution takes the place of the missing one. */
const PLAIN: Readonly<Record<string, string>> = {
  ...EXPANDING,
  _bn1: "bn1",
  _project_conv: "conv_pw",
  _bn2: "bn2",
};

/**
 * Translates the port's names to timm's, which number blocks within each stage; other names stay as
 * they are.
 *
 * @param depths Blocks of each stage.
 *
 * @example
 * ```ts
 * import { portNames } from "./efficientnet_names.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const rename = portNames([1, 2]);
 * assertEquals(rename("_blocks.2._bn2.running_var"), "blocks.1.1.bn3.running_var");
 * ```
 */
export function portNames(depths: readonly number[]): (name: string) => string {
  const places = depths.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, i) => `${stage}.${i}`)
  );
  return (name) => {
    const [, block, part, rest] = /^(?:_blocks\.(\d+)\.)?(_[a-z0-9_]+)\.(\w+)$/.exec(name) ?? [];
    if (part === undefined) return name;
    if (block === undefined) return OUTER[part] ? `${OUTER[part]}.${rest}` : name;
    const place = places[Number(block)];
    const known = (place?.startsWith("0.") ? PLAIN : EXPANDING)[part];
    return place && known ? `blocks.${place}.${known}.${rest}` : name;
  };
}

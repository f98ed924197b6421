/**
 * A recorded program as text.
 *
 * @module
 */
import { dataTypeName } from "../native/dtypes.ts";
import { isTelling } from "../tensorflow/recording.ts";
import type { TensorFlowProgram } from "./program.ts";

/** The program as text: inputs, captured tensors, one op per line, outputs. */
export function formatProgram({ name, inputs, captures, ops, outputs }: TensorFlowProgram): string {
  const type = ({ shape, dtype }: { shape: readonly number[]; dtype: number }) =>
    `${dataTypeName(dtype)}[${shape}]`;
  let other = 0;
  return [
    `${name}(${Object.entries(inputs).map(([key, shape]) => `${key}[${shape}]`).join(", ")})`,
    ...captures.map(({ variable, type: of }) =>
      variable === undefined
        ? `  captured ${++other}: ${type(of)}`
        : `  variable ${variable}: ${type(of)}`
    ),
    ...ops.map(({ node, op, inputs, attributes, outputs }) => {
      const told = attributes.filter(isTelling)
        .map(({ name, value }) => `${name}=${JSON.stringify(value)}`);
      const number = node.slice(node.lastIndexOf("_") + 1);
      return `  %${number} = ${op}(${inputs.join(", ")})` +
        `${told.length > 0 ? ` {${told.join(", ")}}` : ""} : ${outputs.map(type).join(", ")}`;
    }),
    ...outputs.map((output) => `  ${output}`),
  ].join("\n");
}

/**
 * The variables before and after a recording.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { NodeBackend } from "../tensorflow/node_backend.ts";

/** The variables before a recording, to find and restore those that it assigned. */
export class VariableSnapshot {
  /** Names by the id of the tensor. */
  readonly names = new Map<number, string>();
  /** Variables whose tensor another variable holds too, under the first one's name. */
  readonly #sharing = new Map<string, string>();
  readonly #backend: NodeBackend;
  readonly #before: { variable: tf.Variable; dataId: object; kept: tf.Tensor }[];

  constructor(backend: NodeBackend) {
    this.#backend = backend;
    const variables = registeredVariables().filter(({ dataId }) => backend.tensorMap.has(dataId));
    const ids = backend.getInputTensorIds(variables);
    variables.forEach((variable, i) => {
      const other = this.names.get(ids[i]!);
      if (other === undefined) this.names.set(ids[i]!, variable.name);
      else this.#sharing.set(other, variable.name);
    });
    // Clones hold on to the values while the recording assigns.
    this.#before = variables.map((variable) => ({
      variable,
      dataId: variable.dataId,
      kept: tf.keep(variable.clone()),
    }));
  }

  /**
   * The variable of that name.
   *
   * @throws {Error} If another one shares its tensor, so that it is unknown which of them was read.
   */
  byName(name: string): tf.Variable {
    const other = this.#sharing.get(name);
    if (other !== undefined) {
      throw new Error(`Variables ${name} and ${other} share one tensor; clone it first`);
    }
    return this.#before.find(({ variable }) => variable.name === name)!.variable;
  }

  /** The variables that now hold another tensor, with its id. */
  assigned(caller: string): { variable: tf.Variable; id: number }[] {
    const known = new Set(this.#before.map(({ variable }) => variable));
    const made = registeredVariables().find((variable) =>
      !known.has(variable) && this.#backend.tensorMap.has(variable.dataId)
    );
    if (made) {
      throw new Error(`${caller}: makes a variable (${made.name}); make it before the first call`);
    }
    return this.#before.filter(({ variable, dataId }) => variable.dataId !== dataId)
      .map(({ variable }) => ({
        variable,
        id: this.#backend.getInputTensorIds([variable])[0]!,
      }));
  }

  restore(): void {
    for (const { variable, dataId, kept } of this.#before) {
      if (variable.dataId !== dataId) variable.assign(kept);
      kept.dispose();
    }
  }
}

function registeredVariables(): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables);
}

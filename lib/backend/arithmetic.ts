/**
 * What decides the last bits of computed results, except the number of threads.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runsCompiled } from "./compile.ts";
import { arithmeticFlags } from "./settings/environment.ts";
import { graphOptions } from "./settings/graph_options.ts";
import { ffiBinding } from "./tensorflow/register.ts";

/**
 * The current backend with its versions and settings, as one line. Results stored under this line
 * are the ones that would be computed now, on the same machine and number of threads.
 *
 * The number of threads is not in it, so that what was stored can be used with any: features of frozen
 * networks, which is what is stored, come from convolutions, and these gave the same bits on 1, 2 and
 * 4 threads where that was tried. Products of large matrices did not.
 */
export function arithmetic(): string {
  const { precision, xla, fp16 } = graphOptions();
  return JSON.stringify({
    backend: tf.getBackend(),
    devices: ffiBinding()?.devices.map(({ type }) => type),
    tfjs: tf.version.tfjs,
    tensorflow: ffiBinding()?.TF_Version,
    compiled: runsCompiled(),
    precision,
    xla,
    fp16,
    flags: arithmeticFlags(),
  });
}

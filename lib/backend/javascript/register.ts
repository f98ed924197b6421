/**
 * tfjs's plain JavaScript backend: always available, and the reference for the tests.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Candidate } from "../settings/candidate.ts";

/** Plain JavaScript; tfjs registers it itself. */
export const JAVASCRIPT: Candidate = {
  id: "cpu",
  tryRegister: () => {
    // Stops tfjs from advertising its Node package: this project explains the choice itself.
    tf.env().set("IS_NODE", false);
    const name = "plain JavaScript, many times slower than TensorFlow";
    return Promise.resolve({ registered: { name, devices: ["CPU"], threads: 1 } });
  },
};

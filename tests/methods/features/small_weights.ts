/** Weights files for tests: of the real shapes, with random values. */
import { encodeSafetensors, type NamedTensors } from "../../../lib/nn/safetensors.ts";

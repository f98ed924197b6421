/** Beside the fastest backend, the one that runs where no TensorFlow can be installed. */
import { FASTEST, testContracts } from "../methods/contract.ts";

if (FASTEST !== "wasm") testContracts("wasm");

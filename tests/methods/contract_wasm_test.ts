/** Beside the fastest backend, the one that runs where no TensorFlow can be installed. */
import { FASTEST, testContracts } from "./contract.ts";

if (FASTEST !== "wasm") testContracts("wasm");

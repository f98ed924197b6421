/** The contract on the backend that runs where TensorFlow cannot be installed, beside the fastest. */
import { FASTEST, testContracts } from "../methods/contract.ts";

if (FASTEST !== "wasm") testContracts("wasm");

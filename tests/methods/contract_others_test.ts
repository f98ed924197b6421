import { FASTEST, testContracts } from "./contract.ts";

testContracts(FASTEST, "others");

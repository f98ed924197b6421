/** All faults that are tried. */
import { DATA_FAULTS } from "./data.ts";
import { DISK_FAULTS } from "./disk.ts";
import type { Fault } from "./fault.ts";
import { FUZZ_FAULTS } from "./fuzzing.ts";
import { KILL_FAULTS } from "./kill.ts";
import { ADDRESS_FAULTS } from "./address_space.ts";
import { LIBRARY_FAULTS } from "./library.ts";
import { LIBRARY_MOMENT_FAULTS } from "./library_moments.ts";
import { MEMORY_FAULTS } from "./memory.ts";
import { OWNER_FAULTS } from "./owner.ts";
import { SIGNAL_FAULTS } from "./signals.ts";
import { SOAK_FAULTS } from "./soak.ts";

/** In the order of the table. */
export const FAULTS: readonly Fault[] = [
  ...KILL_FAULTS,
  ...SIGNAL_FAULTS,
  ...OWNER_FAULTS,
  ...DISK_FAULTS,
  ...DATA_FAULTS,
  ...MEMORY_FAULTS,
  ...ADDRESS_FAULTS,
  ...LIBRARY_FAULTS,
  ...LIBRARY_MOMENT_FAULTS,
  ...SOAK_FAULTS,
  ...FUZZ_FAULTS,
];

/** All faults that are tried. */
import { DISK_FAULTS } from "./disk.ts";
import type { Fault } from "./fault.ts";
import { KILL_FAULTS } from "./kill.ts";

/** In the order of the table. */
export const FAULTS: readonly Fault[] = [...KILL_FAULTS, ...DISK_FAULTS];

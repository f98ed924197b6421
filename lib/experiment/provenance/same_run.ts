/**
 * Checks whether a finished run is the requested one.
 *
 * @module
 */
import { type CalibrationOptions, sortedOptions } from "../../detector/calibration/options.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { namedPlugin } from "../../registry/plugin.ts";

/** The user's choices that decide a run. */
export type RunFacts =
  & Pick<RunRecord, "method" | "seed" | "config" | "protocol">
  & {
    readonly fingerprint: string;
    readonly precision: string;
    readonly calibration?: CalibrationOptions;
  };

/**
 * Lists what differs between a finished run and the requested one.
 *
 * @returns One phrase per difference, or only the method where that differs; empty for the same run.
 */
export function differences(record: RunRecord, wanted: RunFacts): string[] {
  if (record.method !== wanted.method) {
    return [`its method is ${record.method}, here it is ${wanted.method}`];
  }
  const fields = new Set([...Object.keys(record.config), ...Object.keys(wanted.config)]);
  const pairs: [string, unknown, unknown][] = [
    ["seed", record.seed, wanted.seed],
    ["protocol", record.protocol, wanted.protocol],
    ["precision", record.backend.precision, wanted.precision],
    ["plug-in's SHA-256", record.plugin?.sha256, namedPlugin(wanted.method).plugin?.sha256],
    ...calibrationPair(record, wanted),
    ...[...fields].map((
      name,
    ): [string, unknown, unknown] => [name, record.config[name], wanted.config[name]]),
  ];
  const other = pairs.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b))
    .map(([name, a, b]) => `its ${name} is ${show(a)}, here it is ${show(b)}`);
  return record.data.fingerprint === wanted.fingerprint
    ? other
    : ["its images, or the paths that name them, are others", ...other];
}

/** Older records, and runs that are not calibrated, have no options to compare. */
function calibrationPair(
  { calibration }: RunRecord,
  wanted: RunFacts,
): [string, unknown, unknown][] {
  if (!wanted.calibration || !calibration || !("options" in calibration)) return [];
  const [was, is] = [calibration.options, wanted.calibration];
  return [["calibration", sortedOptions(was), sortedOptions(is)]];
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "not stated";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * The methods that can be trained, by id.
 *
 * @module
 */
import { DAAD } from "../daad/detector.ts";
import { DAAD_PLUS } from "../daad/detector_plus.ts";
import { InputError } from "../errors.ts";
import { ADGAN } from "./adgan/detector.ts";
import { AE } from "./ae/detector.ts";
import { AESC } from "./aesc/detector.ts";
import { ANOGAN } from "./anogan/detector.ts";
import { CAVGA } from "./cavga/detector.ts";
import { ARNET } from "./arnet/detector.ts";
import type { Method } from "./detector.ts";
import { FAVAE } from "./favae/detector.ts";
import { GANOMALY } from "./ganomaly/detector.ts";
import { MAHA } from "./maha/detector.ts";
import { GEOTRANS } from "./geotrans/detector.ts";
import { MEMAE } from "./memae/detector.ts";
import { OCGAN } from "./ocgan/detector.ts";
import { SKIP_GANOMALY } from "./skip_ganomaly/detector.ts";
import { SPADE } from "./spade/detector.ts";
import { VAE } from "./vae/detector.ts";

/** All methods, in the order of the tables. */
export const METHODS: readonly Method[] = [
  DAAD,
  DAAD_PLUS,
  AE,
  VAE,
  MEMAE,
  AESC,
  FAVAE,
  GANOMALY,
  SKIP_GANOMALY,
  ANOGAN,
  ADGAN,
  OCGAN,
  SPADE,
  MAHA,
  CAVGA,
  GEOTRANS,
  ARNET,
];

/**
 * The method of that id; `daad+` is accepted for `daad_plus`.
 *
 * @throws {InputError} Listing the known ids.
 */
export function findMethod(id: string): Method {
  const method = METHODS.find((method) => method.id === id.replace(/\+$/, "_plus"));
  if (!method) {
    throw new InputError(
      `method ${id}: unknown; expected one of ${METHODS.map((m) => m.id).join(", ")}`,
    );
  }
  return method;
}

/** Whether a method's configuration has a field: those that train nothing have no epochs. */
export function hasField(method: string, field: string): boolean {
  const facts = { imageSize: 32, channels: 1, trainingImages: 64 } as const;
  return field in findMethod(method).resolve({}, facts, method);
}

/**
 * The profile that a notebook computes with.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { type ProfileName, PROFILES } from "./plan.ts";

/**
 * The profile that the environment variable `PROFILE` names.
 *
 * @param fallback Where it names none.
 * @throws {InputError} Listing the profiles.
 *
 * @example
 * ```ts
 * import { chosenProfile } from "./chosen_profile.ts";
 * import { assertEquals } from "@std/assert";
 *
 * Deno.env.delete("PROFILE");
 * assertEquals(chosenProfile("cpu"), "cpu");
 * ```
 */
export function chosenProfile(fallback: ProfileName): ProfileName {
  const wanted = Deno.env.get("PROFILE") || fallback;
  const profile = PROFILES.find((name) => name === wanted);
  if (profile) return profile;
  throw new InputError(`PROFILE=${wanted}: unknown; expected one of ${PROFILES.join(", ")}`);
}

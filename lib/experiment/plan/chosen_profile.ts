/**
 * The profile that a notebook uses.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { type ProfileName, PROFILES } from "./plan.ts";

/**
 * Returns the profile named by the environment variable `PROFILE`.
 *
 * @param fallback The profile to use where it is not set.
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

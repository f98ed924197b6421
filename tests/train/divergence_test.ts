import { assertEquals, assertMatch } from "@std/assert";
import { divergenceWarnings } from "../../lib/train/divergence.ts";

Deno.test("divergenceWarnings: nothing of a training that converged, or of one epoch", () => {
  const converged = [{ total: 3, discriminator: 0.7 }, { total: 0.1, discriminator: 0.5 }];
  assertEquals(divergenceWarnings(converged), []);
  assertEquals(divergenceWarnings([{ total: 3, discriminator: 0 }]), []);
  assertEquals(divergenceWarnings([]), []);
});

Deno.test("divergenceWarnings: names a term that grew a hundredfold, of either sign", () => {
  const [warning, ...others] = divergenceWarnings([
    { total: 0.5, critic: -2 },
    { total: 2, critic: -700 },
  ]);
  assertEquals(others, []);
  assertMatch(warning!, /^the training diverged: loss term critic grew from -2 .* to -700 /);
});

Deno.test("divergenceWarnings: a term without a bound may be of any size", () => {
  const losses = [{ total: 0.5, penalty: 0.1 }, { total: -700, penalty: 50 }];
  const warnings = divergenceWarnings(losses, ["total"]);
  assertEquals(warnings.map((warning) => /loss term (\w+)/.exec(warning)?.[1]), ["penalty"]);
  assertEquals(divergenceWarnings(losses).length, 2);
});

Deno.test("divergenceWarnings: a small term that grows and stays small is none", () => {
  assertEquals(divergenceWarnings([{ alignment: 1e-6 }, { alignment: 1e-2 }]), []);
});

Deno.test("divergenceWarnings: a discriminator that is never in doubt has won", () => {
  const [warning] = divergenceWarnings([{ discriminator: 0.69 }, { discriminator: 2e-6 }]);
  assertMatch(warning!, /^the networks diverged: the discriminator won, its loss is 0\.000002 /);
});

Deno.test("divergenceWarnings: each network that judges is looked at, and named in words", () => {
  const start = { latentDiscriminator: 0.69, visualDiscriminator: 0.69, classifier: 0.69 };
  const won = divergenceWarnings([start, { ...start, latentDiscriminator: 1e-6, classifier: 0 }]);
  assertEquals(won.map((line) => /the ([a-z ]+) won/.exec(line)?.[1]), [
    "latent discriminator",
    "classifier",
  ]);
});

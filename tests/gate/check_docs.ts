/**
 * Checks that everything the package exports is documented and refers only to exported types.
 *
 * Run by `deno task check`. It is `deno doc --lint` without its findings outside this project:
 * types of tfjs and zod are part of the interface, but their documentation is not ours to fix.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const root = fileURLToPath(new URL("../../", import.meta.url));
const { stderr, success } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...Object.values(config.exports)],
  cwd: root,
  env: { NO_COLOR: "1" },
}).output();

const text = new TextDecoder().decode(stderr);
const findings = text.split(/^(?=error\[)/m).filter((part) => part.startsWith("error["));
if (!success && findings.length === 0) {
  console.error(text);
  Deno.exit(1);
}
const own = findings.filter((finding) =>
  finding.includes(`--> ${root}`) && !/references private type '(Zod|output)/.test(finding)
);
for (const finding of own) console.error(finding.trimEnd());
console.log(`documentation of what the package exports: ${own.length || "no"} problems`);
if (own.length > 0) Deno.exit(1);

/** Tries what a command must not do and prints what it could do: `probe.ts OUT`. */
// deno-lint-ignore-file no-console
const [out] = Deno.args;

const attempts: Readonly<Record<string, () => unknown>> = {
  "write the output": () => Deno.writeTextFileSync(`${out}/probe`, ""),
  "write elsewhere": () => Deno.writeTextFileSync(`${out}-elsewhere`, ""),
  "reach a server": () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
  "reach a published server": () => require("net", { host: "storage.googleapis.com" }),
  "start a program": () => new Deno.Command("true").outputSync(),
  "see a variable that is not named": () => {
    if (Deno.env.get("SECRET_OF_A_USER") === undefined) throw new Deno.errors.NotCapable();
  },
  "see DAAD_BACKEND": () => {
    if (Deno.env.get("DAAD_BACKEND") === undefined) throw new Deno.errors.NotCapable();
  },
};

const could: string[] = [];
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    await attempt();
    could.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) could.push(name); // permitted, but failed otherwise
  }
}
console.log(JSON.stringify(could));

function require(name: "net", descriptor: { host: string }): void {
  const { state } = Deno.permissions.querySync({ name, ...descriptor });
  if (state !== "granted") throw new Deno.errors.NotCapable();
}

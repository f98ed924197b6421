/** `figure NAME --open`: nodeplotlib's server, with a stub of the program that opens a browser. */
import { assertEquals, assertMatch } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { permissionFlags } from "../../lib/cli/process/permissions.ts";
import { plotLosses } from "../../lib/report/mod.ts";
import { skipBecause, unlessLinux } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { until } from "../until.ts";

Deno.test({
  name: "show with open: the chart is served on the loopback address, until the process ends",
  ignore: skipBecause("show with open", unlessLinux("the stub is of xdg-open")),
  fn: () =>
    withTempDir(async (dir) => {
      const opened = `${dir}/opened`;
      await Deno.writeTextFile(`${dir}/xdg-open`, `#!/bin/sh\necho "$1" > ${opened}\n`, {
        mode: 0o755,
      });
      const figure = plotLosses([{ total: 0.5 }, { total: 0.25 }]);
      await Deno.writeTextFile(
        `${dir}/script.ts`,
        `import { show } from "${PROJECT_ROOT}/lib/report/show/show.ts";\n` +
          `await show(${JSON.stringify(figure)}, { open: true });\n`,
      );
      const process = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--quiet", "--no-prompt", ...permissionFlags(["figure", "--open"])],
          ...["--config", `${PROJECT_ROOT}/deno.json`, `${dir}/script.ts`],
        ],
        cwd: PROJECT_ROOT,
        env: { PATH: `${dir}:${Deno.env.get("PATH")}` },
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        const address = () => Deno.readTextFile(opened).then((text) => text.trim(), () => "");
        await until("a browser is opened", async () => await address() !== "");
        const url = await address();
        assertMatch(url, /^http:\/\/127\.0\.0\.1:\d+/);
        const page = await fetch(url);
        assertMatch(await page.text(), /<html/i);
        const port = Number(new URL(url).port);
        const listening = await Deno.readTextFile("/proc/net/tcp");
        const hex = port.toString(16).toUpperCase().padStart(4, "0");
        const addresses = [
          ...listening.matchAll(new RegExp(`([0-9A-F]{8}):${hex} 0{8}:0{4} 0A`, "g")),
        ];
        assertEquals(addresses.map(([, address]) => address), ["0100007F"]);
      } finally {
        process.kill("SIGTERM");
        await process.status;
      }
    }),
});

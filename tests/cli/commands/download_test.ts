import { assertEquals } from "@std/assert";
import { DOWNLOADS } from "../../../lib/data/mod.ts";
import { spawnDeno } from "../../child.ts";
import { someBytes, stallAfter, withServer } from "../../data/download/file_server.ts";
import { withTempDir } from "../../temp_dir.ts";
import { exists, until } from "../../until.ts";

Deno.test("daad download: stopped, it says what is kept and how it goes on", () =>
  withTempDir((dir) =>
    withServer(() => stallAfter(someBytes(1000)), async (url) => {
      const part = `${dir}/${DOWNLOADS.get("mnist")!.files[0]!.name}.part`;
      const command = ["download", "mnist", "--out", dir, "--mirror", url];
      const child = spawnDeno(["run", "--quiet", "--allow-all", "lib/cli/main.ts", ...command]);
      await until("the first bytes arrive", () => exists(part));
      child.kill("SIGTERM");
      const { code, stderr } = await child.output();
      const last = new TextDecoder().decode(stderr).trimEnd().split("\n").at(-1);
      assertEquals([code, last], [
        130,
        `stopped; what has arrived is kept in ${part}; the same command goes on from there`,
      ]);
    })
  ));

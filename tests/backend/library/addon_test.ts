import { assertEquals } from "@std/assert";
import { locateAddon } from "../../../lib/backend/library/addon.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("locateAddon: the compiled file in a folder of an N-API version, nothing else", () =>
  withTempDir(async (dir) => {
    const packageUrl = new URL(`file://${dir}/package.json`).href;
    assertEquals(locateAddon(packageUrl), undefined); // no folder lib
    await Deno.mkdir(`${dir}/lib/napi-v8/tfjs_binding.node`, { recursive: true });
    await Deno.mkdir(`${dir}/lib/other`);
    await Deno.writeTextFile(`${dir}/lib/other/tfjs_binding.node`, "");
    assertEquals(locateAddon(packageUrl), undefined);
    await Deno.remove(`${dir}/lib/napi-v8/tfjs_binding.node`);
    await Deno.writeTextFile(`${dir}/lib/napi-v8/tfjs_binding.node`, "");
    assertEquals(locateAddon(packageUrl), `${dir}/lib/napi-v8/tfjs_binding.node`);
  }));

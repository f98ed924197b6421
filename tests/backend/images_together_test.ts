import { assertEquals } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { imagesTogether } from "../../lib/backend/images_together.ts";
import { skipBecause } from "../skip.ts";

const { id, devices, description } = await useBackend();
const { arch, os } = Deno.build;
const without = id !== "tensorflow"
  ? description
  : arch !== "x86_64" || os === "darwin"
  ? `no oneDNN on ${arch} and ${os}`
  : undefined;

const VARIABLE = "TF_ENABLE_ONEDNN_OPTS";

/** How many images would be computed at once on a device with such a setting, which is then as before. */
function together(device: "CPU" | "GPU", setting: string): number {
  const before = Deno.env.get(VARIABLE)!;
  const used = devices as string[]; // of what is registered
  const real = used.splice(0, used.length, device);
  Deno.env.set(VARIABLE, setting);
  try {
    return imagesTogether(8);
  } finally {
    Deno.env.set(VARIABLE, before);
    used.splice(0, used.length, ...real);
  }
}

Deno.test({
  name: "imagesTogether: one at a time on a CPU without oneDNN, however that is written",
  ignore: skipBecause("imagesTogether", without),
  fn: () => {
    for (const yes of ["1", "true", "True"]) assertEquals(together("CPU", yes), 8, yes);
    for (const no of ["0", "false", "FALSE", "off"]) {
      assertEquals([together("CPU", no), together("GPU", no)], [1, 8], no);
    }
  },
});

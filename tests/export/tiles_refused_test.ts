import { assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { refuseWithoutGraph } from "../../lib/export/graph/without_graph.ts";

Deno.test("export: a model that scores tiles is refused, for its graph would score single ones", () => {
  const config = { imageSize: 64, channels: 3 } as const;
  const tile = { size: 64, overlap: 16, perImage: 10 };
  refuseWithoutGraph({ method: "ae", config });
  assertThrows(
    () => refuseWithoutGraph({ method: "ae", config: { ...config, tile } }),
    InputError,
    "ae on tiles cannot be exported: its score is of a whole image's map",
  );
});

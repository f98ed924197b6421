/**
 * All generated pages and sections.
 *
 * @module
 */
import { formatSpeedRange } from "../../bench/summary.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { formatFaults } from "../../tests/faults/table.ts";
import type { Kept } from "../kept/kept.ts";
import { MEASURED, METHOD_PLANS } from "../kept/places.ts";
import { tunedSettings } from "../kept/tunings.ts";
import { describeSteps } from "../tables/calibration_table.ts";
import { formatVerdicts } from "../tables/claims_table.ts";
import { drawDownsampling } from "../tables/downsampling.ts";
import { formatMethodSummary } from "../tables/method_summary.ts";
import { formatOverview } from "../tables/overview_table.ts";
import { ablationsPage } from "./ablations.ts";
import { formatMap } from "./architecture_map.ts";
import { calibrationPage } from "./calibration.ts";
import { claimsPage } from "./claims.ts";
import { datasetPage } from "./dataset.ts";
import { differencesPage } from "./differences.ts";
import { downsamplingPage } from "./downsampling.ts";
import { hoursPage } from "./hours.ts";
import { measuredPage } from "./measured.ts";
import { methodPage } from "./method.ts";
import { NO_RECORD, page } from "./page_text.ts";
import { speedPage } from "./speed.ts";
import { summaryPage } from "./summary.ts";
import { tuningPage } from "./tuning.ts";
import type { Pages } from "./write_pages.ts";

/** Folders with only generated files. */
export const PAGE_FOLDERS = ["docs/tables", "docs/tables/methods"];

/** Everything that `deno task tables` writes. */
export async function makePages(kept: Kept): Promise<Pages> {
  const results = {
    claims: claimsPage(kept),
    summary: summaryPage(kept),
    differences: differencesPage(kept),
    calibration: calibrationPage(kept),
    ...Object.fromEntries(METHOD_PLANS.map((plan) => [plan.dataset, datasetPage(plan, kept)])),
    downsampling: downsamplingPage(kept),
    ablations: ablationsPage(kept),
    measured: measuredPage(kept),
    tuning: tuningPage(kept),
    hours: await hoursPage(kept),
    speed: speedPage(kept),
    faults: page("Faults that were tried", "../", [formatFaults(kept.faults)]),
  };
  const methods = METHODS.map((method) => [`methods/${method.id}`, methodPage(method, kept)]);
  const pages: Record<string, string> = { ...results, ...Object.fromEntries(methods) };
  const figures = Object.entries(drawDownsampling(kept.of("downsampling")));
  const compared = METHODS.map(({ id }) => id).filter((id) => !id.startsWith("daad"));
  return {
    whole: {
      "docs/tables/README.md": indexPage(pages),
      ...Object.fromEntries(
        Object.entries(pages).map(([name, text]) => [`docs/tables/${name}.md`, text]),
      ),
      "lib/experiment/plan/tables/tuned.json":
        JSON.stringify(tunedSettings(kept.tunings), null, 2) + "\n",
      ...Object.fromEntries(
        figures.map(([name, svg]) => [`data/results/downsampling/${name}`, svg]),
      ),
    },
    sections: {
      "ARCHITECTURE.md": { map: formatMap() },
      "README.md": {
        verdicts: formatVerdicts(kept),
        speed: inLines(formatSpeedRange(kept.cases)),
        results: formatOverview(overview(kept), kept.records),
      },
      "docs/reproduction.md": {
        memory: inLines(describeSteps(METHOD_PLANS, kept.records) || NO_RECORD),
      },
      "lib/daad/README.md": { results: methodSummary(["daad", "daad_plus"], kept) },
      ...Object.fromEntries(
        compared.map((id) => [
          `lib/methods/${id}/README.md`,
          { results: methodSummary([id], kept) },
        ]),
      ),
    },
  };
}

/** Lists each page by its heading. */
function indexPage(pages: Readonly<Record<string, string>>): string {
  const items = Object.entries(pages).map(([name, text]) =>
    `- [${/^# (.+)$/m.exec(text)![1]}](${name}.md)`
  );
  return page("Tables", "../", [items.join("\n")]);
}

function overview({ untrained }: Kept) {
  return METHOD_PLANS.map(({ title, dataset, categories }) => {
    const own = dataset === "mvtec" ? MEASURED : categories;
    return {
      title: dataset === "mvtec" ? "MVTec AD\\*" : title.split(",")[0]!,
      dataset,
      categories: own,
      untrained: untrained[dataset],
    };
  });
}

function methodSummary(ids: readonly string[], { records }: Kept): string {
  const own = ids.flatMap((id) => records.filter(({ method }) => method === id));
  return own.length > 0 ? formatMethodSummary(own) : NO_RECORD;
}

/** Width that the formatter gives to prose. */
const LINE = 100;

/** Breaks a paragraph as the formatter does, so that it leaves what is written as it is. */
function inLines(text: string): string {
  return text.split(" ").reduce((lines, word) => {
    const isFull = lines.slice(lines.lastIndexOf("\n") + 1).length + 1 + word.length > LINE;
    return `${lines}${isFull ? "\n" : " "}${word}`;
  });
}

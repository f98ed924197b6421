/**
 * Exports that may be requested again and again, for notebooks.
 *
 * @module
 */
import { CALIBRATION_NAME } from "../detector/calibration/storage.ts";
import { THRESHOLDS_NAME } from "../detector/thresholds/stored_thresholds.ts";
import { ifPresent, prepareFolder } from "../files.ts";
import { DETECTOR_NAME, MODEL_NAME } from "../registry/storage.ts";
import { type ExportFormat, exportModel } from "./export_model.ts";

/** The files of a model's folder that decide its export. */
const FILES = [DETECTOR_NAME, MODEL_NAME, CALIBRATION_NAME, THRESHOLDS_NAME];

/**
 * Exports a model into a folder that is named by the format and the model's content, `web-1f3c9a20`:
 * an existing export of the same model is kept, and one of another model is put beside it. A folder
 * appears only once it is complete.
 *
 * @param options.model Folder of the model.
 * @param options.to The format.
 * @param options.out Folder in which the folder of the export is made.
 * @returns Path of the export.
 * @throws {InputError} As `exportModel`.
 */
export async function exportOnce(
  { model, to, out }: { model: string; to: ExportFormat; out: string },
): Promise<string> {
  const folder = `${out}/${to}-${await contentName(model)}`;
  if (await ifPresent(Deno.stat(folder))) return folder;
  await prepareFolder(out);
  const partial = await Deno.makeTempDir({ dir: out, prefix: `.${to}-` });
  try {
    await exportModel({ model, to, out: partial });
    await Deno.chmod(partial, 0o755).catch(() => {}); // others may serve it; Windows has no modes
    await Deno.rename(partial, folder);
  } catch (error) {
    await Deno.remove(partial, { recursive: true });
    throw error;
  }
  return folder;
}

async function contentName(model: string): Promise<string> {
  const hashes = await Promise.all(FILES.map(async (name) => {
    const bytes = await ifPresent(Deno.readFile(`${model}/${name}`)) ?? new Uint8Array();
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  }));
  const all = new TextEncoder().encode(hashes.join("\n"));
  const digest = await crypto.subtle.digest("SHA-256", all);
  return new Uint8Array(digest).slice(0, 4).toHex();
}

/// <reference lib="dom" />
/**
 * Where images come from: dropped, pasted, chosen, or taken with the camera.
 *
 * @module
 */
import { find } from "./dom.ts";
import { listenToCamera } from "./viewfinder.ts";

/** An image that the user gave the page. */
export interface Given {
  readonly name: string;
  readonly file: Blob;
}

/** Listens for images from all of these sources. */
export function listen(onImages: (images: readonly Given[]) => void): void {
  const give = (files: Iterable<File> | null | undefined) => {
    const images = [...files ?? []].map((file) => ({ name: file.name || "pasted", file }));
    if (images.length > 0) onImages(images);
  };
  listenToDrops(give);
  document.addEventListener("paste", (event) => give(event.clipboardData?.files));
  const files = find("files", HTMLInputElement);
  const photo = find("photo", HTMLInputElement);
  for (const input of [files, photo]) {
    input.addEventListener("change", () => {
      give(input.files);
      input.value = ""; // the same file may be chosen again
    });
  }
  find("choose", HTMLButtonElement).addEventListener("click", () => files.click());
  listenToCamera((file) => onImages([{ name: "camera", file }]));
}

function listenToDrops(give: (files: Iterable<File> | null | undefined) => void): void {
  const shown = (dragging: boolean) => document.body.classList.toggle("dragging", dragging);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    shown(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) shown(false);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    shown(false);
    give(event.dataTransfer?.files);
  });
}

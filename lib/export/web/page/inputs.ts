/// <reference lib="dom" />
/**
 * Where images come from: dropped, pasted, chosen, or taken with the camera.
 *
 * @module
 */
import { find } from "./dom.ts";

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
  find("camera", HTMLButtonElement).addEventListener("click", () => {
    // Without a secure address there is no live picture; phones then open their own camera.
    if (navigator.mediaDevices === undefined) photo.click();
    else void openViewfinder((file) => onImages([{ name: "camera", file }]));
  });
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

/** Shows what the camera sees until the dialog is closed. */
async function openViewfinder(onPicture: (file: Blob) => void): Promise<void> {
  const dialog = find("viewfinder", HTMLDialogElement);
  const video = find("video", HTMLVideoElement);
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } })
    .catch(() => undefined);
  // A refused or missing camera: the system's own way to choose or take a picture.
  if (!stream) return find("photo", HTMLInputElement).click();
  video.srcObject = stream;
  dialog.showModal();
  await video.play();
  const shoot = () => {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")!.drawImage(video, 0, 0);
    canvas.toBlob((blob) => blob && onPicture(blob));
    dialog.close();
  };
  const done = new AbortController();
  const { signal } = done;
  find("shoot", HTMLButtonElement).addEventListener("click", shoot, { signal });
  find("close", HTMLButtonElement).addEventListener("click", () => dialog.close(), { signal });
  dialog.addEventListener("close", () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    done.abort();
  }, { signal });
}

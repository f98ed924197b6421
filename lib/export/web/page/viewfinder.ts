/// <reference lib="dom" />
/**
 * Pictures from the camera, taken in a dialog.
 *
 * @module
 */
import { release } from "./canvas.ts";
import { find } from "./dom.ts";

/** Listens to the camera's button. */
export function listenToCamera(onPicture: (picture: Blob) => void): void {
  let open: Promise<void> | undefined;
  find("camera", HTMLButtonElement).addEventListener("click", () => {
    // Further clicks are ignored: the button would lose the focus if it were disabled.
    open ??= takePicture(onPicture).finally(() => open = undefined);
  });
}

async function takePicture(onPicture: (picture: Blob) => void): Promise<void> {
  const stream = await openCamera();
  // The system's own way to take or choose a picture.
  if (!stream) return find("photo", HTMLInputElement).click();
  try {
    await showStream(stream, onPicture);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** What the camera sees; `undefined` if it is refused or missing, or the address is not secure. */
async function openCamera(): Promise<MediaStream | undefined> {
  return await navigator.mediaDevices
    ?.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } })
    .catch(() => undefined);
}

/** Shows what the camera sees until the dialog is closed. */
async function showStream(stream: MediaStream, onPicture: (picture: Blob) => void): Promise<void> {
  const dialog = find("viewfinder", HTMLDialogElement);
  const video = find("video", HTMLVideoElement);
  const done = new AbortController();
  const { signal } = done;
  find("shoot", HTMLButtonElement).addEventListener("click", () => {
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return; // nothing is seen yet
    shoot(video, onPicture);
    dialog.close();
  }, { signal });
  find("close", HTMLButtonElement).addEventListener("click", () => dialog.close(), { signal });
  const closed = new Promise((resolve) => dialog.addEventListener("close", resolve, { signal }));
  try {
    video.srcObject = stream;
    dialog.showModal();
    video.play().catch(() => {}); // closed before the first frame
    await closed;
  } finally {
    video.srcObject = null;
    done.abort();
  }
}

function shoot(video: HTMLVideoElement, onPicture: (picture: Blob) => void): void {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")!.drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    release(canvas);
    if (blob) onPicture(blob);
  });
}

/** Tells which methods train. */
import type { Method } from "../../lib/detector/contract/detector.ts";

/** Whether a method has epochs; the others look at each training image once and draw nothing. */
export function trains(method: Method): boolean {
  const facts = { imageSize: 32, channels: 3, trainingImages: 8 } as const;
  return "epochs" in method.resolve({}, facts, "test");
}

/**
 * Augmentations: seeded changes of images.
 *
 * @module
 */
export * from "./compose.ts";
export * from "./crop.ts";
export type { DefectKind } from "./defects/kind.ts";
export * from "./defects/semantic.ts";
export * from "./defects/synthesise.ts";
export * from "./flip.ts";
export { type Augmentation, imageRandom, type PixelImage } from "./pixel_image.ts";
export * from "./rotate.ts";
export * from "./stain.ts";

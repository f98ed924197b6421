/**
 * An image that needs no file: the page scores it before any other, to detect a backend that computes
 * something other than the trained detector.
 *
 * @module
 */

/** Pixels `[size, size, channels]`: waves with noise, the same everywhere. */
export function checkImage(size: number, channels: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(size * size * channels);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const [x, y] = [Math.floor(i / channels) % size, Math.floor(i / channels / size)];
    // Triangles instead of sines, whose last bits depend on the machine.
    const wave = Math.abs((x * 5 + y * 3 + (i % channels) * 40) % 320 - 160);
    pixels[i] = 40 + wave + (state >>> 27);
  }
  return pixels;
}

/**
 * Durations of many runs in words.
 *
 * @module
 */

/** Formats hours: `1.5 h`, `2,601 h`. */
export function formatDuration(hours: number): string {
  return hours < 10 ? `${hours.toFixed(1)} h` : `${Math.round(hours).toLocaleString("en")} h`;
}

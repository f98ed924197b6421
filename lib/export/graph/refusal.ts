/**
 * Scores that cannot be written as a graph.
 *
 * @module
 */

/** What in a method's score has no place in a graph, and what to do, in one line. */
export class Refusal extends Error {}

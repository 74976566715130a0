/** Citations and the places they point at, counted in code points as the contract counts them. */

import type { Citation } from "../../api/contract";

/** The three parts of a line: before, cited, after. */
export function partsOf(line: string, { start, end }: Pick<Citation, "start" | "end">): [string, string, string] {
  const points = Array.from(line);
  return [points.slice(0, start).join(""), points.slice(start, end).join(""), points.slice(end).join("")];
}

/** One key for one place, so that the same words cited twice are told apart. */
export function keyOf({ lineId, start, end }: Pick<Citation, "lineId" | "start" | "end">): string {
  return `${lineId}:${start}-${end}`;
}

/** Citations without repeats: two criteria that rest on the same words show them once each, one criterion never twice. */
export function distinct(citations: readonly Citation[]): Citation[] {
  return [...new Map(citations.map((citation) => [keyOf(citation), citation])).values()];
}

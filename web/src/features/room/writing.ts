/** The words of a question while it is being written: they arrive in pieces, may be corrected, and are replaced by what is committed. */

import type { Delta } from "../../api/live/frames";

export interface Writing {
  taskId: string;
  attempt: number;
  text: string;
}

export const NOTHING_WRITTEN: Writing = { taskId: "", attempt: 0, text: "" };

/** The words after one more piece. A newer attempt begins again; what comes late from an older one is not wanted. */
export function withDelta(writing: Writing, delta: Delta): Writing {
  const isSame = delta.taskId === writing.taskId && delta.attempt === writing.attempt;
  if (!isSame && delta.taskId === writing.taskId && delta.attempt < writing.attempt) return writing;
  const before = isSame ? writing.text : "";
  return { taskId: delta.taskId, attempt: delta.attempt, text: cut(before, delta.offset) + delta.text };
}

/** The first `points` code points: an offset counts those, and a string of ours counts halves of some of them. */
function cut(text: string, points: number): string {
  return Array.from(text).slice(0, points).join("");
}

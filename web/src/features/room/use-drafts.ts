/** The drafts of this page's interview, and the notes that are left of those whose question is over. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { Drafts, type Note } from "./drafts";
import type { Room } from "./room";

/** A name for what this page writes; another one with every load. */
const WRITER = crypto.randomUUID();

export interface DraftsAndNotes {
  drafts: Drafts;
  notes: Note[];
  discard: (note: Note) => void;
}

export function useDrafts(interviewId: string, { questions, closed }: Room): DraftsAndNotes {
  const drafts = useMemo(() => new Drafts(localStorage, interviewId, WRITER), [interviewId]);
  const [notes, setNotes] = useState<Note[]>([]);
  const look = useCallback(() => setNotes(drafts.notes()), [drafts]);
  useEffect(() => {
    for (const { questionId, text } of Object.values(closed)) drafts.close(questionId, questions[questionId]?.text ?? "", text);
    look();
  }, [closed, questions, drafts, look]);
  useEffect(() => {
    window.addEventListener("storage", look);
    return () => window.removeEventListener("storage", look);
  }, [look]);
  const discard = (note: Note) => {
    drafts.discard(note);
    look();
  };
  return { drafts, notes, discard };
}

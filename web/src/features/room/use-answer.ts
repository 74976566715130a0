/** One answer from the first key to the server's acknowledgement. */

import { useCallback, useEffect, useRef, useState } from "react";
import { type Failure, failureOf } from "../../api/failure";
import type { Command } from "../../api/live/commands";
import type { Draft, Drafts } from "./drafts";

export interface Answer {
  text: string;
  isSending: boolean;
  failure: Failure | undefined;
  type: (text: string) => void;
  submit: () => void;
  clear: () => void;
}

/** For one question; its component has to be keyed by `questionId`. */
export function useAnswer(questionId: string, drafts: Drafts, send: (command: Command) => Promise<void>): Answer {
  const [draft, setDraft] = useState<Draft>(() => drafts.open(questionId));
  const [failure, setFailure] = useState<Failure>();
  const latest = useRef(draft);

  const keep = useCallback(
    (text: string, requestId: string) => {
      latest.current = { text, requestId, saved: 0 };
      drafts.keep(questionId, text, requestId);
      setDraft(latest.current);
    },
    [drafts, questionId],
  );

  const submit = useCallback(async () => {
    const { text } = latest.current;
    const requestId = latest.current.requestId || crypto.randomUUID();
    keep(text, requestId);
    try {
      await send({ type: "answer", question_id: questionId, request_id: requestId, text });
    } catch (error) {
      const refused = failureOf(error);
      keep(text, "");
      // That question is over: the room moves on by itself and leaves the text as a note.
      if (refused.reason !== "QUESTION_CLOSED") setFailure(refused);
    }
  }, [keep, questionId, send]);

  // A page that went down while its answer was on the way sends it again, under the same request_id.
  const wasSending = useRef(draft.requestId !== "");
  useEffect(() => {
    if (wasSending.current) void submit();
    wasSending.current = false;
  }, [submit]);

  return {
    text: draft.text,
    isSending: draft.requestId !== "",
    failure,
    type: (text) => keep(text, ""),
    submit: () => {
      if (!latest.current.requestId) void submit();
    },
    clear: () => setFailure(undefined),
  };
}

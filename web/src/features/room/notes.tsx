/** What was written and not sent, because the question was over first. */

import { useState } from "react";
import { Button } from "../../ui/button";
import { useWords } from "../../words/language";
import type { Note } from "./drafts";

export function Notes({ notes, discard }: { notes: Note[]; discard: (note: Note) => void }) {
  const words = useWords().room.notes;
  if (notes.length === 0) return null;
  return (
    <section className="note note-kept" aria-label={words.title} role="status">
      <h2>{words.title}</h2>
      <p>{words.text}</p>
      {notes.map((note) => (
        <NoteItem key={note.key} note={note} discard={() => discard(note)} />
      ))}
    </section>
  );
}

function NoteItem({ note, discard }: { note: Note; discard: () => void }) {
  const words = useWords().room.notes;
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(note.text);
    setCopied(true);
  };
  return (
    <div className="kept">
      <p className="muted small">{note.questionText}</p>
      <blockquote>{note.text}</blockquote>
      <div className="actions">
        <Button kind="quiet" onClick={discard}>
          {words.discard}
        </Button>
        <Button onClick={() => void copy()}>{isCopied ? words.copied : words.copy}</Button>
      </div>
    </div>
  );
}

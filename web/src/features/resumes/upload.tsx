/** Takes a file, by the file chooser or dropped, and uploads it. */

import { type DragEvent, useId, useRef, useState } from "react";
import { LARGEST_BYTES, upload } from "../../api/resumes";
import { FailureNote } from "../../ui/failure-note";
import { useAction } from "../../ui/use-action";
import { useWords } from "../../words/language";

const KINDS = ".pdf,.docx,.hwpx";

interface Wanted {
  file: File;
  /** The same for every try with this file, so that trying again stores it once. */
  requestId: string;
}

export function Upload({ onUploaded }: { onUploaded: () => void }) {
  const words = useWords().resumes;
  const id = useId();
  const wanted = useRef<Wanted>(undefined);
  const [isOver, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const [isTooLarge, setTooLarge] = useState(false);
  const action = useAction(async ({ file, requestId }: Wanted) => {
    setShare(0);
    await upload(file, requestId, setShare);
    onUploaded();
  });
  const take = (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > LARGEST_BYTES);
    if (file.size > LARGEST_BYTES) return;
    wanted.current = { file, requestId: crypto.randomUUID() };
    void action.run(wanted.current);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the file chooser inside is the one for everybody
    <div
      className={isOver ? "card upload upload-over" : "card upload"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        id={id}
        type="file"
        accept={KINDS}
        className="visually-hidden"
        disabled={action.isBusy}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <label htmlFor={id} className="button button-main">
        {words.choose}
      </label>
      <span className="muted">{words.drop}</span>
      <div role="status">
        {action.isBusy && (
          <>
            <progress max={1} value={share} aria-label={words.uploading(Math.round(share * 100))} />
            <span className="small"> {words.uploading(Math.round(share * 100))}</span>
          </>
        )}
      </div>
      {isTooLarge && (
        <p className="note note-bad" role="alert">
          {words.tooLarge}
        </p>
      )}
      <FailureNote failure={action.failure} retry={() => wanted.current && void action.run(wanted.current)} />
    </div>
  );
}

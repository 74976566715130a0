/** What went wrong, in the person's words: as a line where it happened, or as a dialog in front of everything. */

import type { Failure } from "../api/failure";
import { wordsFor } from "../words/failures";
import { useSpeech } from "../words/language";
import { Button } from "./button";
import { Dialog } from "./dialog";

interface Props {
  failure: Failure | undefined;
  /** Offered where the failure may pass. */
  retry?: (() => void) | undefined;
}

/** Says it in place. Read out at once by screen readers. */
export function FailureNote({ failure, retry }: Props) {
  const { words } = useSpeech();
  return (
    <div role="alert">
      {failure && (
        <div className="note note-bad">
          <FailureText failure={failure} />
          {retry && failure.mayRetry && (
            <Button kind="quiet" onClick={retry}>
              {words.tryAgain}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Says it in a dialog, for what nobody may overlook. */
export function FailureDialog({ failure, retry, close }: Props & { close: () => void }) {
  const { words } = useSpeech();
  if (!failure) return null;
  return (
    <Dialog title={words.failure.title} close={close}>
      <FailureText failure={failure} />
      <div className="actions">
        <Button onClick={close} kind={retry && failure.mayRetry ? "quiet" : "main"}>
          {words.close}
        </Button>
        {retry && failure.mayRetry && (
          <Button
            kind="main"
            onClick={() => {
              close();
              retry();
            }}
          >
            {words.tryAgain}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function FailureText({ failure }: { failure: Failure }) {
  const { language, words } = useSpeech();
  const { sentence, wait } = wordsFor(failure, language, words);
  return (
    <div>
      <p>
        {sentence} {wait}
      </p>
      {failure.reference && !refusedForGoodReason(failure) && <p className="reference">{words.reference(failure.reference)}</p>}
    </div>
  );
}

/** A refusal that the person can mend needs no support. */
function refusedForGoodReason(failure: Failure): boolean {
  return !["INTERNAL", "UNEXPECTED"].includes(failure.reason);
}

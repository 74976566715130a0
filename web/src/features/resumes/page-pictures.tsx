/** The pages of a résumé as pictures, one at a time, drawn when somebody wants to see them. */

import { useCallback, useEffect, useState } from "react";
import { drawPage } from "../../api/resumes";
import { Button } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { Loading } from "../../ui/page";
import { useLoaded } from "../../ui/use-loaded";
import { useWords } from "../../words/language";

interface Props {
  resumeId: string;
  pageCount: number;
}

export function PagePictures(props: Props) {
  const words = useWords().resume;
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="card page-pictures" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.showPages}</summary>
      {isOpen && <Pictures {...props} />}
    </details>
  );
}

function Pictures({ resumeId, pageCount }: Props) {
  const words = useWords().resume;
  const [page, turnTo] = useState(1);
  const read = useCallback((signal: AbortSignal) => drawPage(resumeId, page, signal), [resumeId, page]);
  const { value, failure, isLoading, reload } = useLoaded(read);
  const address = useAddress(value?.picture);
  return (
    <>
      <FailureNote failure={failure} retry={reload} />
      {isLoading && <Loading />}
      {value?.isTypeset && <p className="muted small">{words.typeset}</p>}
      {value?.isBlind && <p className="muted small">{words.blindPage}</p>}
      {address && <img src={address} alt={words.pagePicture(page, pageCount)} className="page-picture" />}
      {pageCount > 1 && (
        <div className="actions">
          <Button aria-disabled={page === 1} onClick={() => turnTo(Math.max(1, page - 1))}>
            {words.pageBefore}
          </Button>
          <Button aria-disabled={page === pageCount} onClick={() => turnTo(Math.min(pageCount, page + 1))}>
            {words.pageAfter}
          </Button>
        </div>
      )}
    </>
  );
}

/** Where the browser finds a picture for as long as it is shown. */
function useAddress(picture: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!picture) return;
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return address;
}

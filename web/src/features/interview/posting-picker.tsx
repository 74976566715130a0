/** Finds an open posting and chooses it. */

import { useCallback, useDeferredValue, useState } from "react";
import { type Posting, Purpose } from "../../api/contract";
import { listOpenPostings } from "../../api/interviews";
import { FailureNote } from "../../ui/failure-note";
import { TextField } from "../../ui/field";
import { Loading } from "../../ui/page";
import { useLoaded } from "../../ui/use-loaded";
import { useWords } from "../../words/language";

interface Props {
  value: string;
  choose: (postingId: string) => void;
  fault: string | undefined;
}

export function PostingPicker({ value, choose, fault }: Props) {
  const words = useWords().newInterview;
  const [typed, type] = useState("");
  const query = useDeferredValue(typed);
  const read = useCallback((signal: AbortSignal) => listOpenPostings(query, signal), [query]);
  const { value: page, failure, isLoading, reload } = useLoaded(read);
  return (
    <div className="picker">
      <TextField
        label={words.searchPostings}
        name="posting"
        type="search"
        maxLength={100}
        fault={fault}
        value={typed}
        onChange={(event) => type(event.target.value)}
      />
      <FailureNote failure={failure} retry={reload} />
      {isLoading && !page && <Loading />}
      {page?.items.length === 0 && <p className="muted">{words.noPostings}</p>}
      <fieldset className="postings">
        <legend className="visually-hidden">{words.posting}</legend>
        {page?.items.map((posting) => (
          <PostingChoice
            key={posting.postingId}
            posting={posting}
            isChosen={posting.postingId === value}
            choose={() => choose(posting.postingId)}
          />
        ))}
      </fieldset>
    </div>
  );
}

function PostingChoice({ posting, isChosen, choose }: { posting: Posting; isChosen: boolean; choose: () => void }) {
  const words = useWords().newInterview;
  return (
    <label className="posting">
      <input type="radio" name="chosen-posting" checked={isChosen} onChange={choose} />
      <span>
        <strong>{posting.content?.title}</strong>
        <span className="muted small">
          {posting.companyName} · {posting.content?.position} ·{" "}
          {posting.content?.purpose === Purpose.HIRING ? words.hiring : words.practice}
        </span>
      </span>
    </label>
  );
}

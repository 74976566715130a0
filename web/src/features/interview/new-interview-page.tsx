/** Making an interview: about a position or an open posting, with a résumé or without. */

import { useCallback } from "react";
import { Link } from "react-router";
import { Language, type Resume, ResumeState } from "../../api/contract";
import { listResumes } from "../../api/resumes";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { Choices, SelectField, TextField } from "../../ui/field";
import { Page } from "../../ui/page";
import { type Loaded, useLoaded } from "../../ui/use-loaded";
import { useWords } from "../../words/language";
import "./new-interview.css";
import { PostingPicker } from "./posting-picker";
import { type NewInterview, useNewInterview } from "./use-new-interview";
import { WayField } from "./way-field";

export function NewInterviewPage() {
  const words = useWords().newInterview;
  const resumes = useReadyResumes();
  const { resumeId, ...wanted } = useNewInterview(resumes.value?.[0]?.resumeId ?? "");
  const { wish, change, fault, creation } = wanted;
  return (
    <Page title={words.title}>
      <form
        className="card form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          wanted.submit();
        }}
      >
        <Choices
          legend={words.about}
          choices={[
            { value: "position", text: words.byPosition },
            { value: "posting", text: words.byPosting },
          ]}
          value={wish.about}
          choose={(about) => change({ about })}
        />
        {wish.about === "position" ? (
          <PositionFields wanted={wanted} />
        ) : (
          <PostingPicker value={wish.postingId} choose={(postingId) => change({ postingId })} fault={fault} />
        )}
        <ResumeField resumes={resumes} value={resumeId} choose={(chosen) => change({ resumeId: chosen })} />
        <WayField wish={wish} resumeId={resumeId} choose={(variant) => change({ variant })} />
        <FailureNote failure={creation.failure} retry={() => void creation.run()} />
        <BusyButton kind="main" type="submit" isBusy={creation.isBusy} busyText={words.creating}>
          {words.create}
        </BusyButton>
      </form>
    </Page>
  );
}

function PositionFields({ wanted: { wish, change, fault } }: { wanted: NewInterview }) {
  const words = useWords().newInterview;
  return (
    <>
      <TextField
        label={words.position}
        hint={words.positionHint}
        name="position"
        maxLength={120}
        value={wish.position}
        fault={fault}
        onChange={(event) => change({ position: event.target.value })}
      />
      <Choices
        legend={words.language}
        choices={[
          { value: Language.KOREAN, text: words.languages.ko },
          { value: Language.ENGLISH, text: words.languages.en },
        ]}
        value={wish.language}
        choose={(language) => change({ language })}
      />
    </>
  );
}

interface ResumeProps {
  resumes: Loaded<Resume[]>;
  value: string;
  choose: (resumeId: string) => void;
}

function ResumeField({ resumes, value, choose }: ResumeProps) {
  const words = useWords().newInterview;
  return (
    <>
      <SelectField label={words.resume} name="resume" value={value} onChange={(event) => choose(event.target.value)}>
        <option value="">{words.noResume}</option>
        {resumes.value?.map(({ resumeId, fileName }) => (
          <option key={resumeId} value={resumeId}>
            {fileName}
          </option>
        ))}
      </SelectField>
      {resumes.value?.length === 0 && (
        <p className="muted small">
          {words.noReadyResume} <Link to="/resumes">{words.uploadFirst}</Link>
        </p>
      )}
      <FailureNote failure={resumes.failure} retry={resumes.reload} />
    </>
  );
}

/** Those that questions can be made from. */
function useReadyResumes(): Loaded<Resume[]> {
  const read = useCallback(async (signal: AbortSignal): Promise<Resume[]> => {
    const { items } = await listResumes("", signal);
    return items.filter(({ state }) => state === ResumeState.READY);
  }, []);
  return useLoaded(read);
}

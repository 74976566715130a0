/** Making an interview: about a position or an open posting, with a résumé or without. */

import { useCallback, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Language, type Resume, ResumeState } from "../../api/contract";
import { createInterview } from "../../api/interviews";
import { listResumes } from "../../api/resumes";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { Choices, SelectField, TextField } from "../../ui/field";
import { Page } from "../../ui/page";
import { useAction } from "../../ui/use-action";
import { useLoaded } from "../../ui/use-loaded";
import { useSpeech } from "../../words/language";
import "./new-interview.css";
import { PostingPicker } from "./posting-picker";
import { forgetRequest, requestIdFor } from "./request";

type About = "position" | "posting";

export function NewInterviewPage() {
  const { words, language } = useSpeech();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [about, setAbout] = useState<About>("position");
  const [position, setPosition] = useState("");
  const [postingId, setPosting] = useState("");
  const [resumeId, setResume] = useState<string>();
  const [spoken, speak] = useState(language === "ko" ? Language.KOREAN : Language.ENGLISH);
  const [fault, setFault] = useState<string>();
  const resumes = useReadyResumes();
  // A résumé that was asked for by the address, or the newest: it makes for better questions.
  const chosen = resumeId ?? parameters.get("resume") ?? resumes.value?.[0]?.resumeId ?? "";

  const create = useAction(async () => {
    const isPosting = about === "posting";
    const wanted = { position: isPosting ? "" : position.trim(), postingId: isPosting ? postingId : "", resumeId: chosen };
    const request = { ...wanted, language: isPosting ? Language.UNSPECIFIED : spoken };
    const interview = await createInterview({ ...request, requestId: requestIdFor(sessionStorage, JSON.stringify(request)) });
    forgetRequest(sessionStorage);
    await navigate(`/interviews/${interview.interviewId}`, { replace: true });
  });
  const submit = () => {
    const missing =
      about === "posting" ? !postingId && words.newInterview.choosePosting : !position.trim() && words.account.rules.required;
    setFault(missing || undefined);
    if (missing) document.getElementsByName(about)[0]?.focus();
    else void create.run();
  };
  return (
    <Page title={words.newInterview.title}>
      <form
        className="card form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Choices
          legend={words.newInterview.about}
          choices={[
            { value: "position", text: words.newInterview.byPosition },
            { value: "posting", text: words.newInterview.byPosting },
          ]}
          value={about}
          choose={(value) => {
            setAbout(value);
            setFault(undefined);
          }}
        />
        {about === "position" ? (
          <>
            <TextField
              label={words.newInterview.position}
              hint={words.newInterview.positionHint}
              name="position"
              maxLength={120}
              value={position}
              fault={fault}
              onChange={(event) => setPosition(event.target.value)}
            />
            <Choices
              legend={words.newInterview.language}
              choices={[
                { value: Language.KOREAN, text: words.newInterview.languages.ko },
                { value: Language.ENGLISH, text: words.newInterview.languages.en },
              ]}
              value={spoken}
              choose={speak}
            />
          </>
        ) : (
          <PostingPicker value={postingId} choose={setPosting} fault={fault} />
        )}
        <SelectField
          label={words.newInterview.resume}
          name="resume"
          value={chosen}
          onChange={(event) => setResume(event.target.value)}
        >
          <option value="">{words.newInterview.noResume}</option>
          {resumes.value?.map((resume) => (
            <option key={resume.resumeId} value={resume.resumeId}>
              {resume.fileName}
            </option>
          ))}
        </SelectField>
        {resumes.value?.length === 0 && (
          <p className="muted small">
            {words.newInterview.noReadyResume} <Link to="/resumes">{words.newInterview.uploadFirst}</Link>
          </p>
        )}
        <FailureNote failure={resumes.failure} retry={resumes.reload} />
        <FailureNote failure={create.failure} retry={() => void create.run()} />
        <BusyButton kind="main" type="submit" isBusy={create.isBusy} busyText={words.newInterview.creating}>
          {words.newInterview.create}
        </BusyButton>
      </form>
    </Page>
  );
}

function useReadyResumes() {
  const read = useCallback(async (signal: AbortSignal): Promise<Resume[]> => {
    const { items } = await listResumes("", signal);
    return items.filter(({ state }) => state === ResumeState.READY);
  }, []);
  return useLoaded(read);
}

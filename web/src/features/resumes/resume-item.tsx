/** One résumé; while it is being read, the server tells how that goes. */

import { useState } from "react";
import { Link } from "react-router";
import { type Resume, ResumeState } from "../../api/contract";
import { deleteResume, readAnew } from "../../api/resumes";
import { Button, ButtonLink } from "../../ui/button";
import { momentOf } from "../../ui/dates";
import { Confirm } from "../../ui/dialog";
import { FailureNote } from "../../ui/failure-note";
import { useAction } from "../../ui/use-action";
import { useSpeech } from "../../words/language";
import { useWatched } from "./use-watched";

interface Props {
  resume: Resume;
  replace: (resume: Resume) => void;
  remove: (resumeId: string) => void;
}

export function ResumeItem({ resume, replace, remove }: Props) {
  const { words, language } = useSpeech();
  const [isAsking, ask] = useState(false);
  const lost = useWatched(resume, replace);
  const deletion = useAction(async () => {
    await deleteResume(resume.resumeId);
    remove(resume.resumeId);
  });
  const again = useAction(async () => replace(await readAnew(resume.resumeId)));
  const isReady = resume.state === ResumeState.READY;
  const isFailed = resume.state === ResumeState.FAILED;
  return (
    <li className="card item resume">
      <div className="item-what">
        <strong>
          <Link to={`/resumes/${resume.resumeId}`}>{resume.fileName}</Link>
        </strong>
        <span className="muted small">{about(resume, words.resumes, momentOf(resume.createTime, language))}</span>
      </div>
      <span role="status" className={`badge badge-${ResumeState[resume.state].toLowerCase()}`}>
        {words.resumes.states[resume.state]}
      </span>
      <div className="item-do">
        {isReady && <ButtonLink to={`/interviews/new?resume=${resume.resumeId}`}>{words.resumes.practise}</ButtonLink>}
        {isFailed && <Button onClick={() => void again.run()}>{words.resumes.readAgain}</Button>}
        <Button kind="quiet" onClick={() => ask(true)}>
          {words.resumes.remove}
        </Button>
      </div>
      {isFailed && (
        <p className="note note-bad wide" role="alert">
          {words.resumes.failures[resume.failure]}
        </p>
      )}
      <FailureNote failure={deletion.failure ?? again.failure ?? lost} />
      {isAsking && (
        <Confirm
          title={words.resumes.removeTitle}
          text={words.resumes.removeText(resume.fileName)}
          confirm={words.resumes.remove}
          isDangerous
          onConfirm={() => void deletion.run()}
          close={() => ask(false)}
        />
      )}
    </li>
  );
}

function about(resume: Resume, words: ReturnType<typeof useSpeech>["words"]["resumes"], uploaded: string): string {
  const pages = resume.pageCount ? words.pages(resume.pageCount) : "";
  const role = resume.targetRole ? words.targetRole(resume.targetRole) : "";
  return [uploaded, words.size(Math.ceil(Number(resume.sizeBytes) / 1000)), pages, role].filter(Boolean).join(" · ");
}

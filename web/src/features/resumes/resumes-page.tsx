/** A candidate's résumés, each with how far reading it has come. */

import { useCallback } from "react";
import type { Resume } from "../../api/contract";
import { listResumes } from "../../api/resumes";
import { Button } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { Loading, Page } from "../../ui/page";
import { usePages } from "../../ui/use-pages";
import { useWords } from "../../words/language";
import { ResumeItem } from "./resume-item";
import "./resumes.css";
import { Upload } from "./upload";

export function ResumesPage() {
  const words = useWords();
  const read = useCallback((token: string, signal: AbortSignal) => listResumes(token, signal), []);
  const list = usePages<Resume>(read);
  const { change } = list;
  const replace = useCallback(
    (resume: Resume) => change((items) => items.map((item) => (item.resumeId === resume.resumeId ? resume : item))),
    [change],
  );
  const remove = useCallback((resumeId: string) => change((items) => items.filter((item) => item.resumeId !== resumeId)), [change]);
  return (
    <Page title={words.resumes.title}>
      <p className="lead">{words.resumes.intro}</p>
      <Upload onUploaded={list.reload} />
      {!list.isLoading && !list.failure && list.items.length === 0 && <p className="empty">{words.resumes.empty}</p>}
      <ul className="list">
        {list.items.map((resume) => (
          <ResumeItem key={resume.resumeId} resume={resume} replace={replace} remove={remove} />
        ))}
      </ul>
      {list.isLoading && list.items.length === 0 && <Loading />}
      <FailureNote failure={list.failure} retry={list.more} />
      {list.hasMore && !list.isLoading && (
        <Button kind="quiet" onClick={list.more}>
          {words.more}
        </Button>
      )}
    </Page>
  );
}

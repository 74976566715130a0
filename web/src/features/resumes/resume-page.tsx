/** What was read of one résumé, beside the paper's own words, and, set apart from it, what the file hides. */

import { useCallback } from "react";
import { useParams } from "react-router";
import { type Resume, ResumeState, type SectionKind } from "../../api/contract";
import { type ReadResume, readResume } from "../../api/resumes";
import { ButtonLink } from "../../ui/button";
import { momentOf } from "../../ui/dates";
import { FailureNote } from "../../ui/failure-note";
import { Loading, Page } from "../../ui/page";
import { useLoaded } from "../../ui/use-loaded";
import { useSpeech, useWords } from "../../words/language";
import { HiddenTexts } from "./hidden-texts";
import { PagePictures } from "./page-pictures";
import { ReadSection } from "./read-section";
import { missingSections } from "./reading";
import "./resume-page.css";
import { useWatched } from "./use-watched";

export function ResumePage() {
  const words = useWords();
  const { resumeId = "" } = useParams();
  const read = useCallback((signal: AbortSignal) => readResume(resumeId, signal), [resumeId]);
  const { value, failure, isLoading, reload } = useLoaded(read);
  return (
    <Page title={words.resume.title} actions={<ButtonLink to="/resumes">{words.resume.toList}</ButtonLink>}>
      {isLoading && !value && <Loading />}
      <FailureNote failure={failure} retry={reload} />
      {value && <Whole {...value} reload={reload} />}
    </Page>
  );
}

function Whole({ resume, content, isBlind, reload }: ReadResume & { reload: () => void }) {
  const words = useWords().resume;
  if (!content) return <Unread resume={resume} reload={reload} />;
  return (
    <>
      <About resume={resume} />
      {isBlind && (
        <p className="note" role="note">
          {words.blind}
        </p>
      )}
      {content.maskedNumbers > 0 && (
        <p className="note" role="note">
          {words.masked(content.maskedNumbers)}
        </p>
      )}
      <HiddenTexts texts={content.hiddenTexts} leftOut={content.hiddenTextsLeftOut} />
      <PagePictures resumeId={resume.resumeId} pageCount={resume.pageCount} />
      {content.sections.map((section, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a reading never changes its order
        <ReadSection key={index} section={section} isBlind={isBlind} />
      ))}
      {!isBlind && <Missing kinds={missingSections(content)} />}
    </>
  );
}

function About({ resume }: { resume: Resume }) {
  const { words, language } = useSpeech();
  const parts = [words.resumes.pages(resume.pageCount), words.resume.read(momentOf(resume.readTime, language))];
  return (
    <div>
      <p className="lead">
        <strong translate="no">{resume.fileName}</strong>
        {` · ${parts.join(" · ")}`}
      </p>
      <p className="muted">{words.resume.intro}</p>
    </div>
  );
}

/** It is told where reading stands; once it is read the page shows it. */
function Unread({ resume, reload }: { resume: Resume; reload: () => void }) {
  const words = useWords();
  const lost = useWatched(
    resume,
    useCallback(({ state }: Resume) => (state === ResumeState.READY || state === ResumeState.FAILED) && reload(), [reload]),
  );
  return (
    <>
      <p className="lead" translate="no">
        {resume.fileName}
      </p>
      <p role="status">
        <span className={`badge badge-${ResumeState[resume.state].toLowerCase()}`}>{words.resumes.states[resume.state]}</span>
      </p>
      {resume.state === ResumeState.FAILED && (
        <p className="note note-bad" role="alert">
          {words.resumes.failures[resume.failure]}
        </p>
      )}
      <FailureNote failure={lost} />
    </>
  );
}

function Missing({ kinds }: { kinds: readonly SectionKind[] }) {
  const words = useWords().resume;
  if (kinds.length === 0) return null;
  return (
    <section className="card">
      <h2>{words.notFound}</h2>
      <p className="muted">{words.notFoundText}</p>
      <ul>
        {kinds.map((kind) => (
          <li key={kind}>{words.sections[kind]}</li>
        ))}
      </ul>
    </section>
  );
}

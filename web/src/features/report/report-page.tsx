/** The report: every score beside the words it rests on, and what is missing said openly. */

import { useCallback } from "react";
import { Link, useParams } from "react-router";
import type { AreaScore, Report } from "../../api/contract";
import { type ReportWithTranscript, readReport } from "../../api/interviews";
import { momentOf } from "../../ui/dates";
import { FailureNote } from "../../ui/failure-note";
import { Loading, Page } from "../../ui/page";
import { useLoaded } from "../../ui/use-loaded";
import { useSpeech, useWords } from "../../words/language";
import { questionsByAnswer } from "./answered";
import { Corners } from "./corners";
import { EngineName } from "./engine-name";
import { EvaluationItem, Remarks } from "./evaluation-item";
import { EvidenceProvider } from "./evidence";
import "./report.css";
import { ReportTranscript } from "./report-transcript";
import { Score } from "./score";
import { Stories } from "./stories";

export function ReportPage() {
  const words = useWords();
  const { interviewId = "" } = useParams();
  const read = useCallback((signal: AbortSignal) => readReport(interviewId, signal), [interviewId]);
  const { value, failure, isLoading, reload } = useLoaded(read);
  return (
    <Page title={words.report.title}>
      {isLoading && !value && <Loading />}
      <FailureNote failure={failure} retry={reload} />
      {failure?.reason === "REPORT_NOT_READY" && <Link to={`/interviews/${interviewId}`}>{words.report.toRoom}</Link>}
      {value && (
        <EvidenceProvider>
          <Whole {...value} />
        </EvidenceProvider>
      )}
    </Page>
  );
}

function Whole({ interview, report, lines, questions }: ReportWithTranscript) {
  const { words, language } = useSpeech();
  const questionOf = questionsByAnswer(report.evaluations, questions, lines);
  return (
    <div className="report">
      <div className="report-main">
        <p className="lead">{words.report.about(interview.position, momentOf(interview.endTime, language))}</p>
        <Reservations report={report} />
        <Scores report={report} />
        {report.summary && (
          <section className="card">
            <h2>{words.report.summary}</h2>
            <p>{report.summary}</p>
            <Remarks title={words.report.strengths} remarks={report.strengths} level={2} />
            <Remarks title={words.report.improvements} remarks={report.improvements} level={2} />
            <EngineName stamp={report.stamp} />
          </section>
        )}
        <Corners axes={report.axes} />
        <section>
          <h2>{words.report.answers}</h2>
          <ol className="list">
            {report.evaluations.map((evaluation, index) => (
              <EvaluationItem
                key={evaluation.answerId}
                evaluation={evaluation}
                question={questionOf.get(evaluation.answerId)}
                isOpen={index === 0}
              />
            ))}
          </ol>
        </section>
        <Stories stories={report.stories} />
      </div>
      <ReportTranscript lines={lines} />
    </div>
  );
}

/** What keeps this report from being whole, or from being more than a hint. */
function Reservations({ report }: { report: Report }) {
  const words = useWords();
  return (
    <>
      {report.stamp?.model === "" && (
        <p className="note" role="note">
          {words.report.indicative}
        </p>
      )}
      {report.isPartial && (
        <div className="note note-warn" role="note">
          <strong>{words.report.partial}</strong>
          <p>{words.report.partialText}</p>
          <ul>
            {report.missing.map((part) => (
              <li key={`${part.stage}-${part.reason}`}>
                {part.stage ? words.stage[part.stage] : words.report.missingWords}: {words.unavailable[part.reason]}
              </li>
            ))}
          </ul>
        </div>
      )}
      {report.fallbackQuestions > 0 && (
        <p className="note" role="note">
          {words.report.fallbackQuestions(report.fallbackQuestions)}
        </p>
      )}
    </>
  );
}

function Scores({ report }: { report: Report }) {
  const words = useWords().report;
  return (
    <section className="card scores" aria-label={words.areas}>
      <div className="overall">
        <h2>{words.overall}</h2>
        <Score points={report.overall} />
      </div>
      <dl className="parts">
        <Part name={words.technical} points={report.technical} />
        <Part name={words.communication} points={report.communication} />
        <Part name={words.culturalFit} points={report.culturalFit} />
      </dl>
      <h2>{words.areas}</h2>
      <dl className="parts">
        {report.areas.map((area) => (
          <AreaPart key={area.area} area={area} />
        ))}
      </dl>
      <h2>{words.recommendation}</h2>
      <p>{words.recommendations[report.recommendation]}</p>
    </section>
  );
}

function Part({ name, points }: { name: string; points: number | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Score points={points} />
      </dd>
    </div>
  );
}

function AreaPart({ area }: { area: AreaScore }) {
  const words = useWords();
  return (
    <div>
      <dt>
        {words.area[area.area]} <span className="muted small">{words.report.weight(area.weightPercent)}</span>
      </dt>
      <dd>
        <Score points={area.points} unavailable={area.unavailable} />
      </dd>
    </div>
  );
}

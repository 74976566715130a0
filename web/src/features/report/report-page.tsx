/** The report: every score beside the words it rests on, and what is missing said openly. */

import { useCallback } from "react";
import { Link, useParams } from "react-router";
import { type AreaScore, Recommendation, type Report } from "../../api/contract";
import { type ReportWithTranscript, readReport } from "../../api/interviews";
import { momentOf } from "../../ui/dates";
import { FailureNote } from "../../ui/failure-note";
import { Loading, Page } from "../../ui/page";
import { useLoaded } from "../../ui/use-loaded";
import { WayTaken } from "../../ui/way-taken";
import type { Words } from "../../words/en";
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
        <WayTaken interview={interview} />
        <Indicative report={report} />
        <Scores report={report} />
        <Reservations report={report} />
        {report.summary && (
          <section className="card">
            <h2>{words.report.summary}</h2>
            <p>{report.summary}</p>
            <Remarks title={words.report.strengths} remarks={report.strengths} level={2} />
            <Remarks title={words.report.improvements} remarks={report.improvements} level={2} />
            <EngineName stamp={report.stamp} isWhole />
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

/** Stands before the first number, so that nobody takes the numbers for more than they are. */
function Indicative({ report }: { report: Report }) {
  const words = useWords().report;
  if (hasModel(report)) return null;
  return (
    <p className="note" role="note">
      {words.indicative}
    </p>
  );
}

function hasModel(report: Report): boolean {
  return report.stamp?.model !== "";
}

/** What keeps this report from being whole. */
function Reservations({ report }: { report: Report }) {
  const words = useWords();
  const missing = Map.groupBy(report.missing, ({ reason }) => reason);
  return (
    <>
      {report.isPartial && (
        <div className="note note-warn" role="note">
          <strong>{words.report.partial}</strong>
          <p>{words.report.partialText}</p>
          <ul>
            {[...missing].map(([reason, parts]) => (
              <li key={reason}>
                {words.unavailable[reason]}:{" "}
                {parts.map(({ stage }) => (stage ? words.stage[stage] : words.report.missingWords)).join(" · ")}
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
        <Score points={report.overall} isOutOfShown />
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
      <p>{adviceOf(report, words)}</p>
    </section>
  );
}

function adviceOf(report: Report, words: Words["report"]): string {
  const isForWant = report.recommendation === Recommendation.NONE && !hasModel(report);
  return isForWant ? words.noModelNoAdvice : words.recommendations[report.recommendation];
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

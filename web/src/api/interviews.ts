/** Interviews before and after they are live, and their reports; the live part is in `live/`. */

import { createClient } from "@connectrpc/connect";
import type { Language } from "../gen/viva/interview/v1/language_pb";
import type { Report } from "../gen/viva/interview/v1/report_pb";
import type { ScenarioVariant } from "../gen/viva/interview/v1/stage_pb";
import type { TranscriptLine } from "../gen/viva/interview/v1/transcript_pb";
import type { CareerJudgement } from "../gen/viva/session/v1/career_pb";
import { type Interview, type InterviewStatus, Mode, type Question } from "../gen/viva/session/v1/interview_pb";
import { InterviewService } from "../gen/viva/session/v1/interview_service_pb";
import type { Posting } from "../gen/viva/session/v1/posting_pb";
import { PostingService } from "../gen/viva/session/v1/posting_service_pb";
import { ReportService } from "../gen/viva/session/v1/report_service_pb";
import { present } from "./accounts";
import type { Page } from "./contract";
import { transport } from "./transport";

const interviews = createClient(InterviewService, transport);
const postings = createClient(PostingService, transport);
const reports = createClient(ReportService, transport);

const ALL_LINES = 200;

export interface NewInterview {
  /** The same until the interview is known to be made, so that trying again makes no second one. */
  requestId: string;
  position: string;
  resumeId: string;
  postingId: string;
  language: Language;
  /** Unspecified takes the way that JudgeCareer suggests. */
  variant: ScenarioVariant;
}

/** What a change of career is told from. */
export type CareerQuestion = Pick<NewInterview, "position" | "resumeId" | "postingId">;

export async function createInterview(wanted: NewInterview): Promise<Interview> {
  return present((await interviews.createInterview({ ...wanted, mode: Mode.TEXT })).interview);
}

export async function judgeCareer(about: CareerQuestion, signal: AbortSignal): Promise<CareerJudgement> {
  return present((await interviews.judgeCareer(about, { signal })).judgement);
}

export async function readInterview(interviewId: string, signal: AbortSignal): Promise<Interview> {
  return present((await interviews.getInterview({ interviewId }, { signal })).interview);
}

export async function listInterviews(
  statuses: InterviewStatus[],
  pageToken: string,
  signal: AbortSignal,
): Promise<Page<Interview>> {
  const page = await interviews.listInterviews({ pageSize: 10, pageToken, statuses }, { signal });
  return { items: page.interviews, nextToken: page.nextPageToken };
}

/** Takes another way through the stages; the interview as it is planned now. */
export async function chooseVariant(interviewId: string, variant: ScenarioVariant): Promise<Interview> {
  return present((await interviews.chooseVariant({ interviewId, variant })).interview);
}

export async function cancelInterview(interviewId: string): Promise<void> {
  await interviews.cancelInterview({ interviewId });
}

export async function listOpenPostings(query: string, signal: AbortSignal): Promise<Page<Posting>> {
  const page = await postings.listOpenPostings({ pageSize: 20, query }, { signal });
  return { items: page.postings, nextToken: page.nextPageToken };
}

/** A report with what was said, which its citations point into. */
export interface ReportWithTranscript {
  interview: Interview;
  report: Report;
  lines: TranscriptLine[];
  questions: Question[];
}

export async function readReport(interviewId: string, signal: AbortSignal): Promise<ReportWithTranscript> {
  const [interview, { report }, { questions }, lines] = await Promise.all([
    readInterview(interviewId, signal),
    reports.getReport({ interviewId }, { signal }),
    interviews.listQuestions({ interviewId }, { signal }),
    readTranscript(interviewId, signal),
  ]);
  return { interview, report: present(report), questions, lines };
}

async function readTranscript(interviewId: string, signal: AbortSignal): Promise<TranscriptLine[]> {
  const lines: TranscriptLine[] = [];
  for (let pageToken = ""; ; ) {
    const page = await interviews.listTranscript({ interviewId, pageSize: ALL_LINES, pageToken }, { signal });
    lines.push(...page.lines);
    if (!page.nextPageToken) return lines;
    pageToken = page.nextPageToken;
  }
}

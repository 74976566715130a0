/** What the contract calls things: the messages and enums that screens show. */

export { Role } from "../gen/viva/contract/v1/options_pb";
export {
  type Citation,
  type CriterionScore,
  type EngineStamp,
  type Evaluation,
  type Remark,
  Unavailable,
} from "../gen/viva/interview/v1/evaluation_pb";
export { Language } from "../gen/viva/interview/v1/language_pb";
export {
  type AreaScore,
  Axis,
  type AxisScore,
  type MissingPart,
  Recommendation,
  type Report,
  type StarStory,
} from "../gen/viva/interview/v1/report_pb";
export { Area, Focus, Purpose, ScenarioVariant, Stage } from "../gen/viva/interview/v1/stage_pb";
export { AnswerKind, Speaker, type TranscriptLine } from "../gen/viva/interview/v1/transcript_pb";
export {
  type Entry,
  type Field,
  FieldKind,
  HiddenReason,
  type HiddenText,
  type ResumeContent,
  type Section,
  SectionKind,
  type Span,
} from "../gen/viva/resume/v1/resume_content_pb";
export { DocumentType, ResumeFailure, ResumeState } from "../gen/viva/resume/v1/resume_state_pb";
export type { Account } from "../gen/viva/session/v1/account_pb";
export { type CareerJudgement, CareerMove } from "../gen/viva/session/v1/career_pb";
export type { InterviewEvent } from "../gen/viva/session/v1/interview_event_pb";
export {
  type Interview,
  type InterviewState,
  InterviewStatus,
  NextAction,
  Phase,
  type Question,
  QuestionSource,
  VariantChoice,
} from "../gen/viva/session/v1/interview_pb";
export { SkipQuestionRequest_Reason as SkipReason } from "../gen/viva/session/v1/interview_service_pb";
export type { Posting } from "../gen/viva/session/v1/posting_pb";
export type { Resume } from "../gen/viva/session/v1/resume_pb";

/** A part of a list, and what asks for the next one; empty on the last. */
export interface Page<T> {
  items: T[];
  nextToken: string;
}

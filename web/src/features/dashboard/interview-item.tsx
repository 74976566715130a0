/** One interview in the history, and what can be done with it next. */

import { type Interview, InterviewStatus, NextAction, ScenarioVariant } from "../../api/contract";
import { ButtonLink } from "../../ui/button";
import { momentOf } from "../../ui/dates";
import type { Words } from "../../words/en";
import { useSpeech } from "../../words/language";

export function InterviewItem({ interview }: { interview: Interview }) {
  const { words, language } = useSpeech();
  const status = interview.state?.status ?? InterviewStatus.UNSPECIFIED;
  const next = nextStep(interview, words);
  return (
    <li className="card item">
      <div className="item-what">
        <strong>{interview.position || words.room.title}</strong>
        <span className="muted small">
          {momentOf(interview.createTime, language)} · {words.dashboard.answered(interview.answerCount, interview.stageCount)}
          {interview.state?.variant === ScenarioVariant.CAREER_CHANGER && ` · ${words.career.ways[ScenarioVariant.CAREER_CHANGER]}`}
        </span>
      </div>
      <span className={`badge badge-${InterviewStatus[status].toLowerCase()}`}>{words.status[status]}</span>
      <ButtonLink kind={next.isUrgent ? "main" : "plain"} to={next.to}>
        {next.text}
      </ButtonLink>
    </li>
  );
}

function nextStep({ interviewId, state }: Interview, words: Words): { to: string; text: string; isUrgent: boolean } {
  const room = `/interviews/${interviewId}`;
  if (state?.nextAction === NextAction.SHOW_REPORT) return { to: `${room}/report`, text: words.dashboard.report, isUrgent: false };
  if (state?.status === InterviewStatus.LIVE) return { to: room, text: words.dashboard.goOn, isUrgent: true };
  if (state?.status === InterviewStatus.SCHEDULED) return { to: room, text: words.dashboard.begin, isUrgent: true };
  if (state?.nextAction === NextAction.WAIT) return { to: room, text: words.dashboard.reportBeingWritten, isUrgent: false };
  return { to: room, text: words.dashboard.details, isUrgent: false };
}

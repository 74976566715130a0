/** Says what went wrong and what to do: our own sentence, the catalogue's, or, for a reason nobody knows, a general one. */

import { ResumeFailure } from "../api/contract";
import type { Failure } from "../api/failure";
import { refusal } from "../api/refusals";
import type { Words } from "./en";
import type { UiLanguage } from "./language";

export interface FailureWords {
  sentence: string;
  /** How long to wait, in words. Empty where that is not known. */
  wait: string;
}

export function wordsFor(failure: Failure, language: UiLanguage, words: Words): FailureWords {
  const sentence = ownWords(failure.reason, words) ?? refusal(failure.reason)?.[language] ?? words.failure.general;
  const seconds = Number(failure.facts.retry_after_seconds ?? 0);
  return { sentence, wait: seconds > 0 ? words.failure.waitSeconds(Math.ceil(seconds)) : "" };
}

/** A file refused at the door is told in the same words as one refused by its reader. */
function ownWords(reason: string, words: Words): string | undefined {
  if (Object.hasOwn(words.failure.whatToDo, reason)) return words.failure.whatToDo[reason];
  const unread = Object.hasOwn(ResumeFailure, reason)
    ? ResumeFailure[reason as keyof typeof ResumeFailure]
    : ResumeFailure.UNSPECIFIED;
  return unread ? words.resumes.failures[unread] : undefined;
}

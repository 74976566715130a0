/** Says what went wrong and what to do: our own sentence, the catalogue's, or, for a reason nobody knows, a general one. */

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
  const own = Object.hasOwn(words.failure.whatToDo, failure.reason) ? words.failure.whatToDo[failure.reason] : undefined;
  const sentence = own ?? refusal(failure.reason)?.[language] ?? words.failure.general;
  const seconds = Number(failure.facts.retry_after_seconds ?? 0);
  return { sentence, wait: seconds > 0 ? words.failure.waitSeconds(Math.ceil(seconds)) : "" };
}

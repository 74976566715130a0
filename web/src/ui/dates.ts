/** Moments as people write them. */

import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { UiLanguage } from "../words/language";

const LOCALES: Record<UiLanguage, string> = { ko: "ko-KR", en: "en-GB" };

/** Day and time in the reader's own zone; empty for a moment that has not come. */
export function momentOf(time: Timestamp | undefined, language: UiLanguage): string {
  if (!time) return "";
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "short" }).format(timestampDate(time));
}

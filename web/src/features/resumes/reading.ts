/** What a reading holds, arranged for people: facts by kind, pages, and what was looked for and not found. */

import {
  type Field,
  FieldKind,
  HiddenReason,
  type HiddenText,
  type ResumeContent,
  type Section,
  SectionKind,
} from "../../api/contract";

/** What is looked for in every entry of a section; in the head of a résumé, once. */
const LOOKED_FOR: Partial<Record<SectionKind, readonly FieldKind[]>> = {
  [SectionKind.HEADER]: [FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.TARGET_ROLE],
  [SectionKind.EDUCATION]: [FieldKind.ORGANISATION, FieldKind.DEGREE, FieldKind.MAJOR, FieldKind.PERIOD],
  [SectionKind.EXPERIENCE]: [FieldKind.ORGANISATION, FieldKind.ROLE, FieldKind.PERIOD],
  [SectionKind.PROJECTS]: [FieldKind.TITLE, FieldKind.ROLE, FieldKind.PERIOD],
  [SectionKind.ACTIVITIES]: [FieldKind.TITLE, FieldKind.ORGANISATION, FieldKind.PERIOD],
  [SectionKind.AWARDS]: [FieldKind.TITLE, FieldKind.ISSUER, FieldKind.PERIOD],
  [SectionKind.CERTIFICATIONS]: [FieldKind.CERTIFICATE, FieldKind.ISSUER, FieldKind.PERIOD],
  [SectionKind.SKILLS]: [FieldKind.SKILL],
  [SectionKind.SELF_INTRODUCTION]: [],
};

/** Below this, a reader of the page should look for themselves. */
const SURE = 0.9;
const LIKELY = 0.75;

export type Certainty = "sure" | "likely" | "unsure";

export function certaintyOf({ confidence }: Field): Certainty {
  if (confidence >= SURE) return "sure";
  return confidence >= LIKELY ? "likely" : "unsure";
}

/** Facts of one kind beside each other, in the order in which the first of each kind stands in the résumé. */
export function factsByKind(fields: readonly Field[]): [FieldKind, Field[]][] {
  const kinds = [...new Set(fields.map(({ kind }) => kind))];
  return kinds.map((kind) => [kind, fields.filter((field) => field.kind === kind)]);
}

/** Kinds that were looked for in an entry, or in a head, and are not there. */
export function missingFacts(kind: SectionKind, fields: readonly Field[]): FieldKind[] {
  const found = new Set(fields.map((field) => field.kind));
  return (LOOKED_FOR[kind] ?? []).filter((each) => !found.has(each));
}

/** Sections that were looked for and are not there. */
export function missingSections({ sections }: ResumeContent): SectionKind[] {
  const found = new Set(sections.map(({ kind }) => kind));
  return Object.keys(LOOKED_FOR)
    .map(Number)
    .filter((kind) => !found.has(kind));
}

/** Whether a hidden text has no place on a page: properties, and notes of which the file does not say where they stand. */
export function isBeside({ reason, region }: HiddenText): boolean {
  const isCorner = region?.page === 1 && region.right === 0 && region.bottom === 0;
  return reason === HiddenReason.METADATA || isCorner;
}

/** The pages that a section stands on, in order. */
export function pagesOf({ heading, entries }: Section): number[] {
  const spans = [...(heading ? [heading] : []), ...entries.flatMap(({ lines }) => lines)];
  return [...new Set(spans.map(({ region }) => region?.page ?? 0).filter((page) => page > 0))].sort((a, b) => a - b);
}

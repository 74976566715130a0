/** One section as it was read: on the left what the paper says, on the right what was understood of it. */

import type { Entry, Field, FieldKind, Section } from "../../api/contract";
import { SectionKind } from "../../api/contract";
import { useWords } from "../../words/language";
import { certaintyOf, factsByKind, missingFacts, pagesOf } from "./reading";

interface Props {
  section: Section;
  /** What was left out for this reader is not called missing. */
  isBlind: boolean;
}

export function ReadSection({ section, isBlind }: Props) {
  const words = useWords().resume;
  const name = words.sections[section.kind];
  const isHead = section.kind === SectionKind.HEADER;
  const facts = section.entries.flatMap(({ fields }) => fields);
  const pages = pagesOf(section);
  return (
    <section className="card read-section">
      <div className="section-head">
        <h2>
          {name}
          {section.heading && (
            <span className="muted small" translate="no">
              {` “${section.heading.text}”`}
            </span>
          )}
        </h2>
        <span className="muted small">{pages.map(words.page).join(", ")}</span>
      </div>
      {section.entries.map((entry, index) => (
        <ReadEntry
          // biome-ignore lint/suspicious/noArrayIndexKey: a reading never changes its order
          key={index}
          entry={entry}
          isOverPages={pages.length > 1}
          missing={isBlind || isHead ? [] : missingFacts(section.kind, entry.fields)}
        />
      ))}
      {isHead && !isBlind && <NotFound kinds={missingFacts(section.kind, facts)} />}
    </section>
  );
}

interface EntryProps {
  entry: Entry;
  missing: readonly FieldKind[];
  /** Each fact tells its page where the section's head cannot tell it for all. */
  isOverPages: boolean;
}

function ReadEntry({ entry, missing, isOverPages }: EntryProps) {
  const hasFacts = entry.fields.length > 0 || missing.length > 0;
  return (
    <div className={hasFacts ? "read-entry read-entry-facts" : "read-entry"}>
      <div className="printed" translate="no">
        {entry.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a reading never changes its order
          <p key={index}>{line.text}</p>
        ))}
      </div>
      {hasFacts && (
        <div className="facts">
          {entry.fields.length > 0 && <Facts fields={entry.fields} isOverPages={isOverPages} />}
          <NotFound kinds={missing} />
        </div>
      )}
    </div>
  );
}

function Facts({ fields, isOverPages }: { fields: readonly Field[]; isOverPages: boolean }) {
  const words = useWords().resume;
  return (
    <dl>
      {factsByKind(fields).map(([kind, facts]) => (
        <div key={kind}>
          <dt>{words.facts[kind]}</dt>
          {facts.map((fact, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a reading never changes its order
            <Fact key={index} fact={fact} isOverPages={isOverPages} />
          ))}
        </div>
      ))}
    </dl>
  );
}

function Fact({ fact, isOverPages }: { fact: Field; isOverPages: boolean }) {
  const words = useWords().resume;
  const certainty = certaintyOf(fact);
  return (
    <dd>
      <span translate="no">{fact.value?.text}</span>{" "}
      <span className={`small certainty-${certainty}`}>
        {words.certainty[certainty](Math.round(fact.confidence * 100))}
        {isOverPages && ` · ${words.page(fact.value?.region?.page ?? 0)}`}
      </span>
    </dd>
  );
}

function NotFound({ kinds }: { kinds: readonly FieldKind[] }) {
  const words = useWords().resume;
  if (kinds.length === 0) return null;
  return <p className="muted small">{words.factsNotFound(kinds.map((kind) => words.facts[kind]).join(", "))}</p>;
}

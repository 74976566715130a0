/** What the file says and nobody who looks at it sees: shown to people, told apart from what was read. */

import type { HiddenText } from "../../api/contract";
import { useWords } from "../../words/language";
import { isBeside } from "./reading";

interface Props {
  texts: readonly HiddenText[];
  leftOut: number;
}

export function HiddenTexts({ texts, leftOut }: Props) {
  const words = useWords().resume.hidden;
  if (texts.length === 0) return <p className="muted">{words.none}</p>;
  return (
    <section className="card hidden-texts" aria-label={words.title(texts.length + leftOut)}>
      <h2>{words.title(texts.length + leftOut)}</h2>
      <p>{words.text}</p>
      <ul className="list">
        {texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a reading never changes its order
          <HiddenItem key={index} text={text} />
        ))}
      </ul>
      {leftOut > 0 && <p className="muted">{words.leftOut(leftOut)}</p>}
    </section>
  );
}

function HiddenItem({ text }: { text: HiddenText }) {
  const words = useWords().resume;
  const place = isBeside(text) ? words.besidePages : words.page(text.region?.page ?? 0);
  return (
    <li className="hidden-text">
      <blockquote translate="no">{text.text}</blockquote>
      <span className="small">
        {words.hidden.reasons[text.reason]} · {place}
      </span>
    </li>
  );
}

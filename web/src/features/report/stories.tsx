/** Stories found in the answers, told as situation, task, action and result. */

import type { Citation, StarStory } from "../../api/contract";
import { useWords } from "../../words/language";
import { Citations } from "./evidence";

export function Stories({ stories }: { stories: readonly StarStory[] }) {
  const words = useWords().report;
  if (stories.length === 0) return null;
  return (
    <section>
      <h2>{words.stories}</h2>
      <ul className="list">
        {stories.map((story) => (
          <li key={story.answerId} className="card">
            <dl className="story">
              <Part name={words.story.situation} citations={story.situation} />
              <Part name={words.story.task} citations={story.task} />
              <Part name={words.story.action} citations={story.action} />
              <Part name={words.story.result} citations={story.result} />
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Part({ name, citations }: { name: string; citations: readonly Citation[] }) {
  const words = useWords().report;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{citations.length ? <Citations citations={citations} /> : <span className="muted">{words.story.missing}</span>}</dd>
    </div>
  );
}

/** The answer's clock. */

import { useWords } from "../../words/language";
import type { Clock } from "./room";
import { useTimeLeft } from "./use-time-left";

const LOW_MS = 30_000;

export function TimeLeft({ clock, limitMs }: { clock: Clock | undefined; limitMs: number }) {
  const words = useWords();
  const left = useTimeLeft(clock);
  if (left === undefined) return <p className="muted small">{words.room.timeStartsSoon}</p>;
  const seconds = Math.ceil(left / 1000);
  const minutes = Math.floor(seconds / 60);
  const digits = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <div className={left <= LOW_MS ? "time-left time-low" : "time-left"}>
      <span className="muted small">{words.room.timeLeft}</span>
      <span role="timer" aria-label={words.room.timeLeftSpoken(minutes, seconds % 60)} className="time-digits">
        {digits}
      </span>
      <progress aria-hidden="true" max={limitMs} value={Math.min(left, limitMs)} />
    </div>
  );
}

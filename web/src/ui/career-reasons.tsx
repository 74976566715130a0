/** Why a job is, or is not, taken for a change of career: the server's own sentences in the reader's language. */

import { type CareerJudgement, CareerMove, Language } from "../api/contract";
import { useSpeech } from "../words/language";

export function CareerReasons({ judgement }: { judgement: CareerJudgement }) {
  const { words, language } = useSpeech();
  const wanted = language === "ko" ? Language.KOREAN : Language.ENGLISH;
  return (
    <ul className="muted small">
      {judgement.reasons.map((reason) => (
        <li key={reason.ground}>{reason.sentences.find((sentence) => sentence.language === wanted)?.text}</li>
      ))}
      {judgement.move !== CareerMove.UNKNOWN && <li>{words.career.confidence(Math.round(judgement.confidence * 100))}</li>}
    </ul>
  );
}

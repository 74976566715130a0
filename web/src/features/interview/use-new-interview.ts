/** The wish for an interview: what it is about, what is missing of it, and asking for it. */

import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { Language, ScenarioVariant } from "../../api/contract";
import { createInterview } from "../../api/interviews";
import { type Action, useAction } from "../../ui/use-action";
import { useSpeech } from "../../words/language";
import { forgetRequest, requestIdFor } from "./request";

export type About = "position" | "posting";

export interface Wish {
  about: About;
  position: string;
  postingId: string;
  /** Undefined until somebody has chosen one, or none. */
  resumeId: string | undefined;
  language: Language;
  /** Unspecified leaves it to what is found in the résumé. */
  variant: ScenarioVariant;
}

export interface NewInterview {
  wish: Wish;
  change: (part: Partial<Wish>) => void;
  /** What is wrong with what it is about. */
  fault: string | undefined;
  creation: Action<[]>;
  submit: () => void;
}

/** `newestResume` is taken unless another one, or none, is chosen: it makes for better questions. */
export function useNewInterview(newestResume: string): NewInterview & { resumeId: string } {
  const { words, language } = useSpeech();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [wish, setWish] = useState<Wish>({
    about: "position",
    position: "",
    postingId: "",
    resumeId: parameters.get("resume") ?? undefined,
    language: language === "ko" ? Language.KOREAN : Language.ENGLISH,
    variant: ScenarioVariant.UNSPECIFIED,
  });
  const [wasTried, setTried] = useState(false);
  const resumeId = wish.resumeId ?? newestResume;
  const fault = isMissing(wish)
    ? wish.about === "posting"
      ? words.newInterview.choosePosting
      : words.account.rules.required
    : undefined;
  const creation = useAction(async () => {
    const request = requested(wish, resumeId);
    const requestId = requestIdFor(sessionStorage, JSON.stringify(request));
    const interview = await createInterview({ ...request, requestId });
    forgetRequest(sessionStorage);
    await navigate(`/interviews/${interview.interviewId}`, { replace: true });
  });
  const change = (part: Partial<Wish>) => {
    if (part.about) setTried(false);
    setWish((before) => ({ ...before, ...part }));
  };
  const submit = () => {
    setTried(true);
    if (fault) document.getElementsByName(wish.about)[0]?.focus();
    else void creation.run();
  };
  return { wish, change, fault: wasTried ? fault : undefined, creation, submit, resumeId };
}

function isMissing({ about, position, postingId }: Wish): boolean {
  return about === "posting" ? !postingId : !position.trim();
}

/** A posting brings its own position and language. */
function requested({ about, position, postingId, language, variant }: Wish, resumeId: string) {
  return about === "posting"
    ? { position: "", postingId, resumeId, language: Language.UNSPECIFIED, variant }
    : { position: position.trim(), postingId: "", resumeId, language, variant };
}

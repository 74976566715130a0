/** Which language the app speaks: the person's choice, or else the browser's; Korean or English. */

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { en, type Words } from "./en";
import { ko } from "./ko";

export type UiLanguage = "ko" | "en";

const KEY = "viva.language";
const words: Record<UiLanguage, Words> = { ko, en };

/** The first of the browser's languages that the app speaks; English when it speaks none of them. */
export function preferred(chosen: string | null, browser: readonly string[]): UiLanguage {
  if (chosen === "ko" || chosen === "en") return chosen;
  for (const tag of browser) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "ko" || language === "en") return language;
  }
  return "en";
}

interface Speech {
  language: UiLanguage;
  words: Words;
  choose: (language: UiLanguage) => void;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function SpeechProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(() => preferred(localStorage.getItem(KEY), navigator.languages));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === KEY) setLanguage(preferred(event.newValue, navigator.languages));
    };
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, []);
  const speech = useMemo<Speech>(() => {
    const choose = (chosen: UiLanguage) => {
      localStorage.setItem(KEY, chosen);
      setLanguage(chosen);
    };
    return { language, words: words[language], choose };
  }, [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The language spoken now, and how to choose another one. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error("useSpeech wants a SpeechProvider around it");
  return speech;
}

/** All words in the language spoken now. */
export function useWords(): Words {
  return useSpeech().words;
}

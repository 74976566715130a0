/** Light or dark: the system's way, unless the person chose one. */

import { useState } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "viva.theme";

/** The choice, and how to make another one. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => themeIn(localStorage.getItem(KEY)));
  const choose = (chosen: Theme) => {
    if (chosen === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    setTheme(chosen);
  };
  return [theme, choose];
}

function themeIn(text: string | null): Theme {
  return text === "light" || text === "dark" ? text : "system";
}

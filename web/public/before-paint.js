// Sets what the person chose before the first paint, so that a dark page never flashes white. Keys as in src/ui/theme.ts and src/words/language.tsx.
(() => {
  const theme = localStorage.getItem("viva.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const language = localStorage.getItem("viva.language");
  if (language === "ko" || language === "en") document.documentElement.lang = language;
})();

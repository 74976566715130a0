/** What is around every screen: where one can go, the language, the appearance, and the way out. */

import { useEffect } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router";
import { signOut } from "../api/accounts";
import { Button } from "../ui/button";
import { type Theme, useTheme } from "../ui/theme";
import { useAction } from "../ui/use-action";
import { type UiLanguage, useSpeech, useWords } from "../words/language";
import { type Me, useIsSignedIn } from "./me";
import "./shell.css";

export function Shell({ me }: { me: Me }) {
  const words = useWords();
  const isSignedIn = useIsSignedIn();
  useScrollToTop();
  return (
    <>
      <a href="#content" className="skip">
        {words.skipToContent}
      </a>
      <header className="shell">
        <Link to="/" className="brand">
          {words.name}
        </Link>
        {isSignedIn && <Menu />}
        <div className="shell-side">
          <LanguageSwitch />
          <ThemeSwitch />
          {isSignedIn && <SignOut name={me.account?.username ?? ""} />}
        </div>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}

function Menu() {
  const words = useWords().shell;
  return (
    <nav aria-label={words.menu}>
      <NavLink to="/" end>
        {words.home}
      </NavLink>
      <NavLink to="/resumes">{words.resumes}</NavLink>
      <NavLink to="/profile">{words.profile}</NavLink>
    </nav>
  );
}

function SignOut({ name }: { name: string }) {
  const words = useWords().shell;
  // Signed out is signed out here, even where the server cannot be told; its token ends by itself.
  const action = useAction(signOut);
  return (
    <Button kind="quiet" title={name} onClick={() => void action.run()}>
      {words.signOut}
    </Button>
  );
}

const LANGUAGES: { value: UiLanguage; text: string }[] = [
  { value: "ko", text: "한국어" },
  { value: "en", text: "English" },
];

function LanguageSwitch() {
  const { words, language, choose } = useSpeech();
  return (
    <select
      aria-label={words.shell.language}
      className="select-quiet"
      value={language}
      onChange={(event) => choose(event.target.value as UiLanguage)}
    >
      {LANGUAGES.map(({ value, text }) => (
        <option key={value} value={value} lang={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

function ThemeSwitch() {
  const words = useWords().shell;
  const [theme, choose] = useTheme();
  return (
    <select
      aria-label={words.theme}
      className="select-quiet"
      value={theme}
      onChange={(event) => choose(event.target.value as Theme)}
    >
      {(["system", "light", "dark"] as const).map((value) => (
        <option key={value} value={value}>
          {words.themes[value]}
        </option>
      ))}
    </select>
  );
}

function useScrollToTop(): void {
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);
}

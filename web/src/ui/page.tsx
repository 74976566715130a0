/** The frame of every screen: its title, which gets the focus when the screen opens, and what it says while it loads. */

import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../words/language";

export function Page({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const words = useWords();
  useEffect(() => {
    document.title = `${title} · ${words.name}`;
  }, [title, words]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </>
  );
}

export function Loading() {
  const words = useWords();
  return (
    <p className="muted loading" role="status">
      {words.loading}
    </p>
  );
}

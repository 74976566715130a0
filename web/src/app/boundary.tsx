/** What is shown when the page itself breaks: words and a way on, never a blank page or a stack. */

import { Component, type ReactNode } from "react";
import { Button } from "../ui/button";
import { useWords } from "../words/language";

export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const words = useWords().broken;
  return (
    <main className="content" role="alert">
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      <Button kind="main" onClick={() => window.location.reload()}>
        {words.reload}
      </Button>
    </main>
  );
}

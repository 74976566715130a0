/** A dialog in front of everything: keeps the focus, closes with Escape, and gives the focus back to where it was. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import { useWords } from "../words/language";
import { Button } from "./button";

export function Dialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

interface Question {
  title: string;
  text: string;
  confirm: string;
  isDangerous?: boolean;
  /** False while something has to be chosen first. */
  isOpen?: boolean;
  onConfirm: () => void;
  close: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, confirm, isDangerous = false, isOpen = true, onConfirm, close, children }: Question) {
  const words = useWords();
  return (
    <Dialog title={title} close={close}>
      <p>{text}</p>
      {children}
      <div className="actions">
        <Button kind="quiet" onClick={close}>
          {words.cancel}
        </Button>
        <Button
          kind={isDangerous ? "danger" : "main"}
          disabled={!isOpen}
          onClick={() => {
            close();
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}

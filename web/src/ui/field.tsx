/** Labelled inputs that say what is wrong with them. */

import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId, useState } from "react";
import { useWords } from "../words/language";

interface About {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
  isOptional?: boolean;
}

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

function Labelled({ label, hint, fault, isOptional, children }: About & { children: (described: Described) => ReactNode }) {
  const id = useId();
  const words = useWords();
  const described = fault ? `${id}-fault` : hint ? `${id}-hint` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {isOptional && <span className="muted">({words.optional})</span>}
      </label>
      {children({ id, "aria-describedby": described, "aria-invalid": fault ? true : undefined })}
      {hint && !fault && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {fault && (
        <span id={`${id}-fault`} className="fault">
          {fault}
        </span>
      )}
    </div>
  );
}

type TextProps = About & InputHTMLAttributes<HTMLInputElement>;

export function TextField({ label, hint, fault, isOptional = false, ...input }: TextProps) {
  return (
    <Labelled label={label} hint={hint} fault={fault} isOptional={isOptional}>
      {(described) => <input {...input} {...described} />}
    </Labelled>
  );
}

/** A password, which can be shown to whoever wants to check what they typed. */
export function PasswordField({ label, hint, fault, ...input }: TextProps) {
  const words = useWords();
  const [isShown, show] = useState(false);
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(described) => (
        <div className="with-button">
          <input {...input} {...described} type={isShown ? "text" : "password"} autoCapitalize="off" spellCheck={false} />
          <button
            type="button"
            className="button button-quiet"
            aria-label={isShown ? words.account.hidePassword : words.account.showPassword}
            onClick={() => show(!isShown)}
          >
            {isShown ? words.account.hide : words.account.show}
          </button>
        </div>
      )}
    </Labelled>
  );
}

export function SelectField({
  label,
  hint,
  fault,
  isOptional = false,
  children,
  ...select
}: About & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Labelled label={label} hint={hint} fault={fault} isOptional={isOptional}>
      {(described) => (
        <select {...select} {...described}>
          {children}
        </select>
      )}
    </Labelled>
  );
}

interface Choice<T> {
  value: T;
  text: string;
}

/** One out of a few, all of them in sight. */
export function Choices<T extends string | number>({
  legend,
  choices,
  value,
  choose,
}: {
  legend: string;
  choices: readonly Choice<T>[];
  /** Undefined until somebody has chosen. */
  value: T | undefined;
  choose: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input type="radio" name={name} checked={choice.value === value} onChange={() => choose(choice.value)} />
          <span>{choice.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

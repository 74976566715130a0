/** The values of a form, and what is wrong with them once somebody tried to send it. */

import { type FormEvent, useState } from "react";

type Faults<T> = { [K in keyof T]?: string | undefined };

export interface Form<T> {
  values: T;
  faults: Faults<T>;
  /** What an input wants for one of the values. */
  bind: (name: keyof T & string) => {
    name: string;
    value: string;
    fault: string | undefined;
    onChange: (event: { target: { value: string } }) => void;
  };
  fill: (values: T) => void;
  /** Handles a submit: calls `send` when nothing is wrong, else moves the focus to the first fault. */
  submit: (send: (values: T) => void) => (event: FormEvent<HTMLFormElement>) => void;
}

export function useForm<T extends Record<string, string>>(initial: T, check: (values: T) => Faults<T>): Form<T> {
  const [values, setValues] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const faults: Faults<T> = wasTried ? check(values) : {};
  return {
    values,
    faults,
    bind: (name) => ({
      name,
      value: values[name] ?? "",
      fault: faults[name],
      onChange: (event) => setValues((before) => ({ ...before, [name]: event.target.value })),
    }),
    fill: setValues,
    submit: (send) => (event) => {
      event.preventDefault();
      setTried(true);
      const wrong = Object.entries(check(values)).find(([, fault]) => fault !== undefined);
      if (!wrong) return send(values);
      event.currentTarget.querySelector<HTMLElement>(`[name="${wrong[0]}"]`)?.focus();
    },
  };
}

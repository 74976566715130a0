/** Buttons, and links that look like them. */

import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link } from "react-router";

type Kind = "main" | "plain" | "quiet" | "danger";

export function Button({ kind = "plain", type = "button", ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind }) {
  return <button type={type} {...rest} className={`button button-${kind} ${rest.className ?? ""}`} />;
}

/** A button that has set something going: it stays focusable, says so, and takes no second click. */
export function BusyButton({
  isBusy,
  busyText,
  children,
  ...rest
}: Parameters<typeof Button>[0] & { isBusy: boolean; busyText: string; children: ReactNode }) {
  return (
    <Button {...rest} aria-disabled={isBusy || rest.disabled} onClick={isBusy ? (event) => event.preventDefault() : rest.onClick}>
      {isBusy ? busyText : children}
    </Button>
  );
}

export function ButtonLink({
  kind = "plain",
  to,
  children,
  replace = false,
}: {
  kind?: Kind;
  to: string;
  children: ReactNode;
  replace?: boolean;
}) {
  return (
    <Link className={`button button-${kind}`} to={to} replace={replace}>
      {children}
    </Link>
  );
}

/** Setting a new password with the token of a mailed link, which comes after the `#` and so never reaches a server's log. */

import { useSyncExternalStore } from "react";
import { Link, useNavigate } from "react-router";
import { resetPassword } from "../../api/accounts";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { PasswordField } from "../../ui/field";
import { Page } from "../../ui/page";
import { useAction } from "../../ui/use-action";
import { useForm } from "../../ui/use-form";
import { useWords } from "../../words/language";
import "./account.css";
import { newPassword } from "./rules";

export function ResetPasswordPage() {
  const words = useWords();
  const navigate = useNavigate();
  const token = useSyncExternalStore(onHashChange, tokenOfAddress);
  const form = useForm({ password: "" }, (values) => ({ password: newPassword(values.password, words.account.rules) }));
  const action = useAction(async (values: { password: string }) => {
    await resetPassword(token, values.password);
    await navigate("/sign-in", { replace: true, state: { because: "resetDone" } });
  });
  return (
    <Page title={words.account.resetTitle}>
      <form className="card account" onSubmit={form.submit((values) => void action.run(values))} noValidate>
        {token ? (
          <>
            <PasswordField
              label={words.account.newPassword}
              hint={words.account.passwordHint}
              autoComplete="new-password"
              {...form.bind("password")}
            />
            <FailureNote failure={action.failure} />
            <BusyButton kind="main" type="submit" isBusy={action.isBusy} busyText={words.profile.saving}>
              {words.account.reset}
            </BusyButton>
          </>
        ) : (
          <p role="alert">{words.account.linkBroken}</p>
        )}
        <Link to="/forgot-password">{words.account.forgotten}</Link>
      </form>
    </Page>
  );
}

/** Somebody who pastes the whole link into this very page changes nothing but the hash, and nothing is loaded. */
function onHashChange(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

function tokenOfAddress(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";
}

/** Asking for a link to set a new password. */

import { Link } from "react-router";
import { askForReset } from "../../api/accounts";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { TextField } from "../../ui/field";
import { Page } from "../../ui/page";
import { useAction } from "../../ui/use-action";
import { useForm } from "../../ui/use-form";
import { useWords } from "../../words/language";
import "./account.css";
import { useState } from "react";
import { email } from "./rules";

export function ForgotPasswordPage() {
  const words = useWords();
  const [isSent, setSent] = useState(false);
  const form = useForm({ email: "" }, (values) => ({ email: email(values.email, words.account.rules) }));
  const action = useAction(async (values: { email: string }) => {
    await askForReset(values.email.trim());
    setSent(true);
  });
  return (
    <Page title={words.account.forgottenTitle}>
      <form className="card account" onSubmit={form.submit((values) => void action.run(values))} noValidate>
        <p>{words.account.forgottenText}</p>
        <TextField label={words.account.email} type="email" autoComplete="email" {...form.bind("email")} />
        <FailureNote failure={action.failure} />
        <div role="status">{isSent && <p className="note note-good">{words.account.linkSent}</p>}</div>
        <BusyButton kind="main" type="submit" isBusy={action.isBusy} busyText={words.loading}>
          {words.account.sendLink}
        </BusyButton>
      </form>
      <p className="account-other">
        <Link to="/sign-in">{words.account.signInTitle}</Link>
      </p>
    </Page>
  );
}

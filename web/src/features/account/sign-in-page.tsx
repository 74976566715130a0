/** Signing in. */

import { useState } from "react";
import { Link, useLocation } from "react-router";
import { signIn } from "../../api/accounts";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { PasswordField, TextField } from "../../ui/field";
import { Page } from "../../ui/page";
import { useAction } from "../../ui/use-action";
import { useForm } from "../../ui/use-form";
import { useWords } from "../../words/language";
import "./account.css";
import { required } from "./rules";

/** Why somebody came here; each has a sentence. */
interface Arrival {
  because?: "signedOut" | "resetDone";
  username?: string;
}

export function SignInPage() {
  const words = useWords();
  const arrival = (useLocation().state ?? {}) as Arrival;
  const [wantsCode, wantCode] = useState(false);
  const form = useForm({ username: arrival.username ?? "", password: "", oneTimeCode: "" }, ({ username, password }) => ({
    username: required(username, words.account.rules),
    password: required(password, words.account.rules),
  }));
  // Being signed in opens the page that was asked for: the guard around this one sees to it.
  const action = useAction(signIn);
  const send = form.submit(async (values) => {
    await action.run({ ...values, username: values.username.trim() });
  });
  const asksCode = action.failure?.reason === "ONE_TIME_CODE_REQUIRED";
  if (asksCode && !wantsCode) wantCode(true);
  return (
    <Page title={words.account.signInTitle}>
      <p className="lead">{words.tagline}</p>
      {arrival.because && (
        <p className="note" role="status">
          {words.account[arrival.because]}
        </p>
      )}
      <form className="card account" onSubmit={send} noValidate>
        <TextField
          label={words.account.usernameOrEmail}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          {...form.bind("username")}
        />
        <PasswordField label={words.account.password} autoComplete="current-password" {...form.bind("password")} />
        {wantsCode && (
          <TextField
            label={words.account.oneTimeCode}
            hint={words.account.oneTimeCodeHint}
            autoComplete="one-time-code"
            autoCapitalize="off"
            {...form.bind("oneTimeCode")}
          />
        )}
        <FailureNote failure={action.failure} />
        <BusyButton kind="main" type="submit" isBusy={action.isBusy} busyText={words.account.signingIn}>
          {words.account.signIn}
        </BusyButton>
        <Link to="/forgot-password">{words.account.forgotten}</Link>
      </form>
      <p className="account-other">
        {words.account.noAccount} <Link to="/sign-up">{words.account.signUpTitle}</Link>
      </p>
    </Page>
  );
}

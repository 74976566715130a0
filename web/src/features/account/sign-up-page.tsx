/** Signing up; whoever has done so is signed in. */

import { useRef } from "react";
import { Link } from "react-router";
import { signIn, signUp } from "../../api/accounts";
import { Language } from "../../api/contract";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { PasswordField, TextField } from "../../ui/field";
import { Page } from "../../ui/page";
import { useAction } from "../../ui/use-action";
import { useForm } from "../../ui/use-form";
import { useSpeech } from "../../words/language";
import "./account.css";
import { email, newPassword, required, username } from "./rules";

export function SignUpPage() {
  const { words, language } = useSpeech();
  const { rules } = words.account;
  const form = useForm({ fullName: "", email: "", username: "", password: "" }, (values) => ({
    fullName: required(values.fullName, rules),
    email: email(values.email, rules),
    username: username(values.username, rules),
    password: newPassword(values.password, rules),
  }));
  const requests = useRef(new Map<string, string>());
  const action = useAction(async (values: typeof form.values) => {
    const account = { ...values, fullName: values.fullName.trim(), email: values.email.trim() };
    const spoken = language === "ko" ? Language.KOREAN : Language.ENGLISH;
    await signUp({ ...account, requestId: idFor(requests.current, JSON.stringify(account)), language: spoken });
    await signIn({ username: values.username, password: values.password, oneTimeCode: "" });
  });
  return (
    <Page title={words.account.signUpTitle}>
      <form className="card account" onSubmit={form.submit((values) => void action.run(values))} noValidate>
        <TextField label={words.account.fullName} autoComplete="name" maxLength={80} {...form.bind("fullName")} />
        <TextField label={words.account.email} type="email" autoComplete="email" maxLength={254} {...form.bind("email")} />
        <TextField
          label={words.account.username}
          hint={words.account.usernameHint}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={12}
          {...form.bind("username")}
        />
        <PasswordField
          label={words.account.password}
          hint={words.account.passwordHint}
          autoComplete="new-password"
          maxLength={256}
          {...form.bind("password")}
        />
        <FailureNote failure={action.failure} />
        <BusyButton kind="main" type="submit" isBusy={action.isBusy} busyText={words.account.signingUp}>
          {words.account.signUp}
        </BusyButton>
      </form>
      <p className="account-other">
        {words.account.haveAccount} <Link to="/sign-in">{words.account.signInTitle}</Link>
      </p>
    </Page>
  );
}

/** The same id for the same content: trying again makes no second account, and a changed form is another request. */
function idFor(requests: Map<string, string>, content: string): string {
  const id = requests.get(content) ?? crypto.randomUUID();
  requests.set(content, id);
  return id;
}

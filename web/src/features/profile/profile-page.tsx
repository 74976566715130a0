/** The own profile and password. */

import { useState } from "react";
import { changePassword, changeProfile } from "../../api/accounts";
import { type Account, Language } from "../../api/contract";
import { BusyButton } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { PasswordField, SelectField, TextField } from "../../ui/field";
import { Page } from "../../ui/page";
import { useAction } from "../../ui/use-action";
import { useForm } from "../../ui/use-form";
import { useWords } from "../../words/language";
import "./profile.css";
import { profileFaults, profileForm, wishes } from "./profile-form";

interface Props {
  account: Account;
  onChanged: (account: Account) => void;
  /** Reads the account anew: somebody changed it elsewhere. */
  reload: () => void;
}

export function ProfilePage({ account, onChanged, reload }: Props) {
  const words = useWords();
  const [isSaved, setSaved] = useState(false);
  const keep = (changed: Account) => {
    setSaved(true);
    onChanged(changed);
  };
  return (
    <Page title={words.profile.title}>
      <p className="lead">{words.profile.intro}</p>
      <ProfileForm key={account.etag} account={account} onChanged={keep} reload={reload} />
      <div role="status">{isSaved && <p className="note note-good">{words.profile.saved}</p>}</div>
      <PasswordForm />
    </Page>
  );
}

function ProfileForm({ account, onChanged, reload }: Props) {
  const words = useWords();
  const form = useForm(profileForm(account), (values) => profileFaults(values, words.account.rules));
  const save = useAction(async (values: typeof form.values) => {
    const lists = { desiredPositions: wishes(values.positions), desiredCompanyTypes: wishes(values.companyTypes) };
    const { fullName, phone, birthDate } = values;
    onChanged(
      await changeProfile({
        etag: account.etag,
        fullName: fullName.trim(),
        phone,
        birthDate,
        language: Number(values.language),
        ...lists,
      }),
    );
  });
  const isStale = save.failure?.reason === "ETAG_MISMATCH";
  return (
    <form className="card form" onSubmit={form.submit((values) => void save.run(values))} noValidate>
      <p className="muted">
        {account.username} · {account.email}
      </p>
      <TextField label={words.account.fullName} autoComplete="name" maxLength={80} {...form.bind("fullName")} />
      <TextField
        label={words.profile.phone}
        hint={words.profile.phoneHint}
        type="tel"
        autoComplete="tel"
        isOptional
        {...form.bind("phone")}
      />
      <TextField label={words.profile.birthDate} type="date" autoComplete="bday" isOptional {...form.bind("birthDate")} />
      <TextField label={words.profile.positions} hint={words.profile.listHint} isOptional {...form.bind("positions")} />
      <TextField label={words.profile.companyTypes} hint={words.profile.listHint} isOptional {...form.bind("companyTypes")} />
      <SelectField label={words.profile.mailLanguage} {...form.bind("language")}>
        <option value={Language.KOREAN}>{words.newInterview.languages.ko}</option>
        <option value={Language.ENGLISH}>{words.newInterview.languages.en}</option>
      </SelectField>
      <FailureNote failure={save.failure} />
      <BusyButton
        kind="main"
        type={isStale ? "button" : "submit"}
        isBusy={save.isBusy}
        busyText={words.profile.saving}
        onClick={isStale ? reload : undefined}
      >
        {isStale ? words.broken.reload : words.profile.save}
      </BusyButton>
    </form>
  );
}

function PasswordForm() {
  const words = useWords();
  const [done, setDone] = useState("");
  const form = useForm({ oldPassword: "", newPassword: "" }, ({ oldPassword, newPassword }) => ({
    oldPassword: oldPassword ? undefined : words.account.rules.required,
    newPassword: Array.from(newPassword).length >= 10 ? undefined : words.account.rules.password,
  }));
  const change = useAction(async (values: typeof form.values) => {
    setDone("");
    setDone(words.profile.passwordChanged(await changePassword(values.oldPassword, values.newPassword)));
  });
  return (
    <form className="card form" onSubmit={form.submit((values) => void change.run(values))} noValidate>
      <h2>{words.profile.passwordTitle}</h2>
      <PasswordField label={words.account.oldPassword} autoComplete="current-password" {...form.bind("oldPassword")} />
      <PasswordField
        label={words.account.newPassword}
        hint={words.account.passwordHint}
        autoComplete="new-password"
        {...form.bind("newPassword")}
      />
      <FailureNote failure={change.failure} />
      <div role="status">{done && <p className="note note-good">{done}</p>}</div>
      <BusyButton type="submit" isBusy={change.isBusy} busyText={words.profile.saving}>
        {words.profile.changePassword}
      </BusyButton>
    </form>
  );
}

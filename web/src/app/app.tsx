/** Which address shows which screen, and who has to be signed in for it. */

import { useRef } from "react";
import { BrowserRouter, Navigate, Outlet, Route, Routes, useLocation, useNavigate } from "react-router";
import { device } from "../api/transport";
import { ForgotPasswordPage } from "../features/account/forgot-password-page";
import { ResetPasswordPage } from "../features/account/reset-password-page";
import { SignInPage } from "../features/account/sign-in-page";
import { SignUpPage } from "../features/account/sign-up-page";
import { DashboardPage } from "../features/dashboard/dashboard-page";
import { NewInterviewPage } from "../features/interview/new-interview-page";
import { ProfilePage } from "../features/profile/profile-page";
import { ReportPage } from "../features/report/report-page";
import { ResumePage } from "../features/resumes/resume-page";
import { ResumesPage } from "../features/resumes/resumes-page";
import { RoomPage } from "../features/room/room-page";
import { ButtonLink } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Loading, Page } from "../ui/page";
import { SpeechProvider, useWords } from "../words/language";
import { Boundary } from "./boundary";
import { type Me, useIsSignedIn, useMe } from "./me";
import { Shell } from "./shell";

export function App() {
  return (
    <SpeechProvider>
      <Boundary>
        <BrowserRouter>
          <Addresses />
        </BrowserRouter>
      </Boundary>
    </SpeechProvider>
  );
}

function Addresses() {
  const me = useMe();
  return (
    <Routes>
      <Route element={<Shell me={me} />}>
        <Route element={<ForStrangers />}>
          <Route path="sign-in" element={<SignInPage />} />
          <Route path="sign-up" element={<SignUpPage />} />
        </Route>
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route element={<ForTheSignedIn />}>
          <Route index element={<DashboardPage account={me.account} />} />
          <Route path="resumes" element={<ResumesPage />} />
          <Route path="resumes/:resumeId" element={<ResumePage />} />
          <Route path="interviews/new" element={<NewInterviewPage />} />
          <Route path="interviews/:interviewId" element={<RoomPage />} />
          <Route path="interviews/:interviewId/report" element={<ReportPage />} />
          <Route path="profile" element={<Profile me={me} />} />
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}

/** Where somebody wanted to go before they had to sign in. */
interface Detour {
  to?: string;
}

function ForStrangers() {
  const { to } = (useLocation().state ?? {}) as Detour;
  return useIsSignedIn() ? <Navigate to={to ?? "/"} replace /> : <Outlet />;
}

function ForTheSignedIn() {
  const { pathname, search } = useLocation();
  const isSignedIn = useIsSignedIn();
  const wasSignedIn = useRef(isSignedIn);
  if (isSignedIn) return <Outlet />;
  if (device.wasLeft) return <Navigate to="/sign-in" replace />;
  const because = wasSignedIn.current ? { because: "signedOut" } : {};
  return <Navigate to="/sign-in" replace state={{ to: pathname + search, ...because }} />;
}

function Profile({ me }: { me: Me }) {
  const navigate = useNavigate();
  if (me.account) return <ProfilePage account={me.account} onChanged={me.change} reload={me.reload} />;
  return me.failure ? <FailureNote failure={me.failure} retry={() => void navigate(0)} /> : <Loading />;
}

function NotFoundPage() {
  const words = useWords().notFound;
  return (
    <Page title={words.title}>
      <p>{words.text}</p>
      <p>
        <ButtonLink kind="main" to="/">
          {words.home}
        </ButtonLink>
      </p>
    </Page>
  );
}

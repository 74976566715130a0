/** Where a candidate begins: a new interview, and those there have been. */

import { useCallback, useState } from "react";
import { type Account, type Interview, InterviewStatus, Role } from "../../api/contract";
import { listInterviews } from "../../api/interviews";
import { Button, ButtonLink } from "../../ui/button";
import { FailureNote } from "../../ui/failure-note";
import { Choices } from "../../ui/field";
import { Loading, Page } from "../../ui/page";
import { usePages } from "../../ui/use-pages";
import { useWords } from "../../words/language";
import "./dashboard.css";
import { InterviewItem } from "./interview-item";

type Filter = "all" | "open" | "done";

const STATUSES: Record<Filter, InterviewStatus[]> = {
  all: [],
  open: [InterviewStatus.SCHEDULED, InterviewStatus.LIVE],
  done: [InterviewStatus.COMPLETED, InterviewStatus.EXPIRED, InterviewStatus.CANCELLED],
};

export function DashboardPage({ account }: { account: Account | undefined }) {
  const words = useWords();
  const isStaff = account !== undefined && account.role !== Role.CANDIDATE;
  return (
    <Page title={words.dashboard.title(account?.fullName ?? "")}>
      {isStaff ? (
        <p className="note">{words.dashboard.notCandidate}</p>
      ) : (
        <div className="card hero">
          <p>{words.dashboard.intro}</p>
          <ButtonLink kind="main" to="/interviews/new">
            {words.dashboard.newInterview}
          </ButtonLink>
        </div>
      )}
      {!isStaff && <History />}
    </Page>
  );
}

function History() {
  const words = useWords();
  const [filter, choose] = useState<Filter>("all");
  const read = useCallback((token: string, signal: AbortSignal) => listInterviews(STATUSES[filter], token, signal), [filter]);
  const list = usePages<Interview>(read);
  const filters = (["all", "open", "done"] as const).map((value) => ({ value, text: words.dashboard.filters[value] }));
  const isEmpty = !list.isLoading && !list.failure && list.items.length === 0;
  return (
    <section aria-labelledby="history">
      <div className="section-head">
        <h2 id="history">{words.dashboard.history}</h2>
        <Choices legend={words.dashboard.filter} choices={filters} value={filter} choose={choose} />
      </div>
      {isEmpty && <p className="empty">{filter === "all" ? words.dashboard.empty : words.dashboard.emptyFiltered}</p>}
      <ul className="list">
        {list.items.map((interview) => (
          <InterviewItem key={interview.interviewId} interview={interview} />
        ))}
      </ul>
      {list.isLoading && <Loading />}
      <FailureNote failure={list.failure} retry={list.more} />
      {list.hasMore && !list.isLoading && (
        <Button kind="quiet" onClick={list.more}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

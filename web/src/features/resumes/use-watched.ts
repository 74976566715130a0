/** Follows a résumé that is being read: the server tells how that goes, nobody asks again. */

import { useEffect, useState } from "react";
import { type Resume, ResumeState } from "../../api/contract";
import { type Failure, failureOf } from "../../api/failure";
import { watchResume } from "../../api/resumes";

/** Watches for as long as something is to happen. `tell` has to be stable (useCallback). Returns why that cannot be done. */
export function useWatched({ resumeId, state }: Resume, tell: (resume: Resume) => void): Failure | undefined {
  const [failure, setFailure] = useState<Failure>();
  const isMoving = state === ResumeState.PENDING || state === ResumeState.PROCESSING;
  useEffect(() => {
    if (!isMoving) return;
    const end = new AbortController();
    watchResume(resumeId, tell, end.signal).catch((error: unknown) => setFailure(failureOf(error)));
    return () => end.abort();
  }, [resumeId, isMoving, tell]);
  return failure;
}

/** Who is signed in on this device. */

import { useCallback, useState, useSyncExternalStore } from "react";
import { readMe } from "../api/accounts";
import type { Account } from "../api/contract";
import type { Failure } from "../api/failure";
import { device } from "../api/transport";
import { useLoaded } from "../ui/use-loaded";

/** Follows the device in every tab: who signs out in one is signed out in all. */
export function useIsSignedIn(): boolean {
  return useSyncExternalStore(device.subscribe, () => device.isSignedIn);
}

export interface Me {
  account: Account | undefined;
  failure: Failure | undefined;
  change: (account: Account) => void;
  reload: () => void;
}

/** The own account, read once somebody is signed in. */
export function useMe(): Me {
  const isSignedIn = useIsSignedIn();
  const [changed, change] = useState<Account>();
  const read = useCallback(async (signal: AbortSignal) => (isSignedIn ? await readMe(signal) : undefined), [isSignedIn]);
  const loaded = useLoaded(read);
  const reload = () => {
    change(undefined);
    loaded.reload();
  };
  const isChanged = changed !== undefined && changed.accountId === loaded.value?.accountId;
  return { account: isSignedIn ? (isChanged ? changed : loaded.value) : undefined, failure: loaded.failure, change, reload };
}

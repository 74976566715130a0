/** The sentences for every reason that Viva refuses something with: the gateway's own catalogue, so that they are written once. */

import catalogue from "../../../services/gateway/catalog/refusals.json";

interface Refusal {
  ko: string;
  en: string;
  retry?: boolean;
}

const refusals: Readonly<Record<string, Refusal>> = catalogue;

/** The catalogue's entry for a reason; undefined for one that it does not know. */
export function refusal(reason: string): Refusal | undefined {
  return Object.hasOwn(refusals, reason) ? refusals[reason] : undefined;
}

/** Every reason of the catalogue. */
export const REASONS: readonly string[] = Object.keys(refusals);

/** The id under which an interview is asked for: the same for the same wish until it is granted, a reload in between included (F32). */

import { readStored } from "../../api/stored";

const KEY = "viva.new-interview";

interface Request {
  content: string;
  requestId: string;
}

export function requestIdFor(storage: Storage, content: string): string {
  const before = readStored<Request>(storage, KEY);
  if (before?.content === content) return before.requestId;
  const request: Request = { content, requestId: crypto.randomUUID() };
  storage.setItem(KEY, JSON.stringify(request));
  return request.requestId;
}

/** The wish was granted; the same one again is another interview. */
export function forgetRequest(storage: Storage): void {
  storage.removeItem(KEY);
}

/**
 * What was typed and has not arrived: kept on this device with every keystroke, so that nothing typed is ever lost.
 *
 * Each page that is loaded writes under a name of its own, so that two tabs never overwrite each other; a page that finds no draft
 * of its own begins with the newest that any other left. What the server has not acknowledged keeps its request_id, and so the
 * page after a crash sends the very same answer again, which changes nothing if it had arrived. When a question is over, what
 * differs from its answer becomes a note, which the person can copy.
 */

import { readStored } from "../../api/stored";

export interface Draft {
  text: string;
  /** Set from the moment of sending until the acknowledgement. */
  requestId: string;
  /** Milliseconds of Date.now(). */
  saved: number;
}

export interface Note {
  key: string;
  questionText: string;
  text: string;
}

const DRAFT = "viva.draft";
const NOTE = "viva.note";
/** What nobody came back for in so long is dropped when the next draft is opened. */
const FORGOTTEN_MS = 30 * 24 * 3600 * 1000;

export class Drafts {
  readonly #storage: Storage;
  readonly #interviewId: string;
  readonly #writer: string;
  readonly #now: () => number;

  constructor(storage: Storage, interviewId: string, writer: string, now: () => number = Date.now) {
    this.#storage = storage;
    this.#interviewId = interviewId;
    this.#writer = writer;
    this.#now = now;
  }

  /** The draft to go on with: this page's own, or a copy of the newest that another one left. */
  open(questionId: string): Draft {
    this.#forget();
    const own = this.#read(this.#key(questionId));
    if (own) return own;
    const [newest] = this.#all(questionId).sort((one, other) => other.draft.saved - one.draft.saved);
    return newest?.draft ?? { text: "", requestId: "", saved: 0 };
  }

  /** Keeps what is typed. */
  keep(questionId: string, text: string, requestId = ""): void {
    this.#storage.setItem(this.#key(questionId), JSON.stringify({ text, requestId, saved: this.#now() } satisfies Draft));
  }

  /** A question is over. Its drafts go; what they hold beyond the answer stays as notes. */
  close(questionId: string, questionText: string, answer: string): void {
    const drafts = this.#all(questionId).sort((one, other) => other.draft.text.length - one.draft.text.length);
    let kept = answer.normalize();
    for (const { key, draft } of drafts) {
      const text = draft.text.normalize().trim();
      if (text && !kept.includes(text)) {
        this.#storage.setItem(this.#noteKey(questionId, key), JSON.stringify({ questionText, text }));
        kept += `\n${text}`;
      }
      this.#storage.removeItem(key);
    }
  }

  notes(): Note[] {
    return this.#keys(`${NOTE}.${this.#interviewId}.`).flatMap((key) => {
      const note = readStored<Omit<Note, "key">>(this.#storage, key);
      return note ? [{ key, ...note }] : [];
    });
  }

  discard(note: Note): void {
    this.#storage.removeItem(note.key);
  }

  #key(questionId: string): string {
    return `${DRAFT}.${this.#interviewId}.${questionId}.${this.#writer}`;
  }

  /** The same for the same draft, so that two tabs that see a question end make one note of it. */
  #noteKey(questionId: string, draftKey: string): string {
    return `${NOTE}.${this.#interviewId}.${questionId}.${draftKey.slice(draftKey.lastIndexOf(".") + 1)}`;
  }

  #all(questionId: string): { key: string; draft: Draft }[] {
    return this.#keys(`${DRAFT}.${this.#interviewId}.${questionId}.`).flatMap((key) => {
      const draft = this.#read(key);
      return draft ? [{ key, draft }] : [];
    });
  }

  #keys(prefix: string): string[] {
    const keys = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index) ?? "");
    return keys.filter((key) => key.startsWith(prefix));
  }

  #read(key: string): Draft | undefined {
    return readStored<Draft>(this.#storage, key);
  }

  #forget(): void {
    for (const key of this.#keys(`${DRAFT}.`)) {
      if (this.#now() - (this.#read(key)?.saved ?? 0) > FORGOTTEN_MS) this.#storage.removeItem(key);
    }
  }
}

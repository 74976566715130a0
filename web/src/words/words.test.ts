import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONNECTION_LOST, Failure, OFFLINE, SIGNED_OUT, UNEXPECTED } from "../api/failure";
import { REASONS, refusal } from "../api/refusals";
import { en } from "./en";
import { wordsFor } from "./failures";
import { ko } from "./ko";
import { preferred } from "./language";

const LANGUAGES = { ko, en };

/** Every text of a language, by its path; functions are called with what fits any of them. */
function texts(words: unknown, path = ""): [string, string][] {
  if (typeof words === "string") return [[path, words]];
  if (typeof words === "function") return texts(words(1, 2), `${path}()`);
  return Object.entries(words as object).flatMap(([key, value]) => texts(value, `${path}.${key}`));
}

describe.each(["ko", "en"] as const)("in %s", (language) => {
  const words = LANGUAGES[language];

  test.each([...REASONS, OFFLINE, SIGNED_OUT, CONNECTION_LOST, UNEXPECTED])("%s has a sentence of its own", (reason) => {
    const { sentence } = wordsFor(new Failure({ reason, mayRetry: false }), language, words);
    expect(sentence).not.toBe("");
    if (reason !== "INTERNAL") expect(sentence).not.toBe(words.failure.general);
    expect(sentence).not.toContain(reason);
  });

  test("a reason that nobody knows gets the general sentence", () => {
    expect(wordsFor(new Failure({ reason: "NEVER_HEARD_OF", mayRetry: false }), language, words).sentence).toBe(
      words.failure.general,
    );
    expect(wordsFor(new Failure({ reason: "toString", mayRetry: false }), language, words).sentence).toBe(words.failure.general);
  });

  test("how long to wait is said in words", () => {
    const failure = new Failure({ reason: "ACCOUNT_LOCKED", mayRetry: true, facts: { retry_after_seconds: "120" } });
    expect(wordsFor(failure, language, words).wait).toMatch(/2/);
  });

  test("F41: no text has a placeholder, and none is empty but those that are meant to be", () => {
    const all = texts(words);
    expect(all.filter(([, text]) => /[{}]|undefined|null|NaN|\$\(/.test(text))).toEqual([]);
    expect(all.filter(([path, text]) => text === "" && !path.includes("skipReasons"))).toEqual([]);
  });
});

test("both languages say the same things", () => {
  const paths = (words: unknown) => texts(words).map(([path]) => path.replace(/\.\d+$/, ""));
  expect(new Set(paths(ko))).toEqual(new Set(paths(en)));
});

test("Korean is Korean: no sentence was left in English", () => {
  const left = texts(ko).filter(
    ([path, text]) => !/[가-힣]/.test(text) && text !== "" && !/^\.(name|resumes\.size|room\.characters|report\.about)/.test(path),
  );
  expect(left).toEqual([]);
});

test("own sentences are only for reasons that exist", () => {
  const own = Object.keys(en.failure.whatToDo);
  const browsers = [OFFLINE, SIGNED_OUT, CONNECTION_LOST, UNEXPECTED];
  expect(own.filter((reason) => !browsers.includes(reason) && !refusal(reason))).toEqual([]);
});

test.each([
  ["ko", null, ["ko-KR", "en"]],
  ["en", null, ["en-GB"]],
  ["ko", null, ["fr", "ko"]],
  ["en", null, ["fr", "de"]],
  ["en", "en", ["ko-KR"]],
  ["ko", "nonsense", ["ko"]],
] as const)("the app speaks %s when %s was chosen and the browser asks for %j", (spoken, chosen, browser) => {
  expect(preferred(chosen, browser)).toBe(spoken);
});

function sources(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === "gen" ? [] : sources(path);
    return /\.(tsx?|css|js|html)$/.test(entry.name) && !entry.name.includes(".test.") ? [path] : [];
  });
}

test("F14, F53: no source of the page names a host, a path of some machine or a key", () => {
  const page = ["index.html", ...sources("src"), ...sources("public")];
  const faults = page.filter((path) =>
    /https?:\/\/(?!www\.w3\.org)|localhost|127\.0\.0\.1|[A-Z]:\\|\/home\/|\/Users\/|api[_-]?key/i.test(readFileSync(path, "utf8")),
  );
  expect(page.length).toBeGreaterThan(50);
  expect(faults).toEqual([]);
});

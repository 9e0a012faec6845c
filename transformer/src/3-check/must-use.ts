/** What a reviewer would say about a Task, Result or Option that nobody takes. */
import type { DropSite } from "../ir/drop.js";
import type { Finding } from "../ir/finding.js";

const CODES = { Task: 2001, Result: 1101, Option: 1102, Results: 1101 } as const;

const MESSAGES = {
  Task: "this Task is dropped, so it never runs: `await` its `run()`, hand it on, or write `void` in front if that is meant",
  Result:
    "this Result is dropped, and with it a possible error: match it, hand it on, or write `void` in front if that is meant",
  Option: "this Option is dropped: match it, hand it on, or write `void` in front if that is meant",
  Results:
    "these Results are dropped, and with them possible errors: look at them, hand them on, or write `void` in front if that is meant",
} as const;

const PROMISED = {
  Task: "the Task that this promise brings is dropped, so it never runs: `await` it and its `run()`, hand it on, or write `void` in front if that is meant",
  Result:
    "the Result that this promise brings is dropped, and with it a possible error: `await` and match it, hand it on, or write `void` in front if that is meant",
  Option:
    "the Option that this promise brings is dropped: `await` and match it, hand it on, or write `void` in front if that is meant",
  Results:
    "the Results that this promise brings are dropped, and with them possible errors: `await` and look at them, hand them on, or write `void` in front if that is meant",
} as const;

export const checkDrop = ({ what, promised, at }: DropSite): Finding => ({
  code: CODES[what],
  severity: "error",
  message: (promised ? PROMISED : MESSAGES)[what],
  at,
});

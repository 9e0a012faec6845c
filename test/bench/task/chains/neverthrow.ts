/** neverthrow. It knows no cancel. */
import { ok, okAsync, ResultAsync } from "neverthrow";
import { tick } from "./work.ts";

export const sync1 = async () => await okAsync(1).map((n) => n + 1);

export const sync3 = async () =>
  await okAsync(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1));

export const sync10 = async () =>
  await okAsync(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1))
    .map((n) => n + 1);

export const await1 = async () => await ResultAsync.fromSafePromise(tick()).map((n) => n + 1);

export const await3 = async () =>
  await ResultAsync.fromSafePromise(tick())
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1));

export const await10 = async () =>
  await ResultAsync.fromSafePromise(tick())
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => ok(n + 1))
    .map((n) => n + 1);

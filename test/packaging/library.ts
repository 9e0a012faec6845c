/** A library whose exports leave their types to inference, one for every public type: what its declaration file must be able to name. */
import {
  after,
  createChannel,
  createScope,
  createSemaphore,
  exponential,
  Option,
  Patterns,
  Result,
  select,
  Task,
} from "milost";
import { broadcast, map, oneshot, receiveTask, watch } from "milost/channel";
import { codec, createPool } from "milost/threads";

export const half = (n: number) =>
  Result.Ok(n).andThen((m) => (m % 2 === 0 ? Result.Ok(m / 2) : Result.Err("odd")));
export const parsed = (text: string) => Result.try(() => JSON.parse(text) as number);
export const both = () => Result.all([half(1), parsed("2")]);
export const okOnly = (result: Result<number, string>) => (result.isOk() ? result : undefined);
export const errOnly = (result: Result<number, string>) => (result._tag === "Err" ? result : undefined);
export const first = (list: readonly number[]) => Option.fromNullable(list[0]).map((n) => n + 1);
export const noneOnly = (option: Option<number>) => (option._tag === "None" ? option : undefined);
export const turned = (result: Result<number, string>) =>
  Patterns.match(result, { Ok: (n) => Option.Some(n), Err: () => Option.None });

export const chain = () => Task.ok(1).map((n) => n + 1);
export const patient = () => chain().timeout(3).retry({ attempts: 2 });
export const many = () => Task.all([chain(), Task.err("bad")]);
export const settled = () => Task.allSettled([patient()]);
export const generated = () =>
  Task.gen(function* () {
    return yield* chain();
  });
export const ran = () => patient().run();
export const policy = () => exponential(1);
export const scoped = () => ({ scope: createScope(), semaphore: createSemaphore(1) });

export const channel = async () => {
  const [tx, rx] = await createChannel<number>(1);
  return {
    tx,
    rx,
    sent: await tx.send(1),
    tried: tx.trySend(1),
    all: await tx.sendAll([1]),
    taken: rx.tryReceive(),
  };
};
export const chosen = async () => select({ value: (await channel()).rx, late: after(1) });
export const derived = async () => map((await channel()).rx, (n) => n + 1);
export const received = async () => receiveTask((await channel()).rx);
export const others = () => ({ all: broadcast<number>(1), latest: watch(1), once: oneshot<number>() });

export const row = codec.record({ id: "u32", name: "string" });
export const shared = () => createChannel<number>({ shared: true, capacity: 1 });
export const pooled = () => {
  const pool = createPool({ size: 1 });
  return { pool, job: pool.task<typeof half>(new URL("./library.js", import.meta.url), "half") };
};

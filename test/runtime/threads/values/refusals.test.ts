/** What is refused, why, and that nothing is lost by it: neither the value nor memory. */
import { createChannel, Sender } from "milost";
import { codec } from "milost/threads";
import { describe, expect, it } from "vitest";
import {
  bury,
  connectWasm,
  createMemory,
  createShared,
  makeWorld,
} from "../../../../runtime/dist/threads/internal.js";

describe("a value that does not fit", () => {
  const cases: [
    string,
    Parameters<typeof codec.record>[0] | Exclude<keyof typeof codec, "record" | "optional">,
    unknown[],
    unknown[],
  ][] = [
    ["f64", "f64", [0, Number.NaN, -0, 1e300], ["1", 1n, null]],
    ["u32", "u32", [0, 2 ** 32 - 1], [-1, 2 ** 32, 0.5, -0, "1", Number.NaN]],
    ["i32", "i32", [-(2 ** 31), 2 ** 31 - 1], [2 ** 31, 0.5, -0, true]],
    ["bool", "bool", [true, false], [0, 1, "true", undefined]],
    ["string", "string", ["", "a", "ab".repeat(99)], [1, null, new String("a")]],
    [
      "bytes",
      "bytes",
      [new Uint8Array(3), new Uint8Array(300)],
      [[1, 2], new Int8Array(2), Buffer.from("a")],
    ],
    [
      "record",
      { id: "u32", name: "string" },
      [{ id: 1, name: "a" }],
      [{ id: -1, name: "a" }, { id: 1 }, { id: 1, name: 2 }, null, 5, "text"],
    ],
  ];
  for (const [name, type, good, bad] of cases) {
    it(`comes back from a channel of ${name}`, async () => {
      const shared = typeof type === "object" ? codec.record(type) : codec[type];
      const [tx, rx] = await createChannel<unknown>({ shared, capacity: 8 });
      for (const value of good) {
        expect((await tx.send(value))._tag).toBe("Ok");
        expect((await rx.receive()).value).toStrictEqual(value);
      }
      for (const value of bad) {
        const { error } = await tx.send(value);
        expect(error).toMatchObject({ _tag: "Encode", message: expect.stringMatching(/^ML3903/) });
        expect(error?.value).toBe(value);
        expect(tx.trySend(value).error?._tag).toBe("Encode");
      }
      expect(rx.tryReceive().error?._tag).toBe("Empty");
    });
  }

  it("names the field, or what cannot be cloned", async () => {
    const [tx] = await createChannel<unknown>({ shared: codec.record({ id: "u32", name: "string" }) });
    expect((await tx.send({ id: 1.5, name: "a" })).error?.message).toMatch(/the field "id" is no u32/);
    const [any] = await createChannel<unknown>({ shared: true });
    for (const [value, message] of [
      [() => 1, /a function cannot be sent/],
      [{ deep: [Symbol("s")] }, /a symbol cannot be sent/],
      [Promise.resolve(), /a Promise cannot be sent/],
      [new WeakMap(), /a WeakMap cannot be sent/],
    ] as const) {
      expect((await any.send(value)).error).toMatchObject({
        _tag: "Encode",
        message: expect.stringMatching(message),
      });
    }
  });

  it("leaves those behind it in the queue of senders alone", async () => {
    const [tx, rx] = await createChannel<unknown>({ shared: true, capacity: 1 });
    await tx.send(1);
    const waiting = [tx.send(2), tx.send(() => 3), tx.send(4)];
    const got = [(await rx.receive()).value, (await rx.receive()).value, (await rx.receive()).value];
    expect(got).toEqual([1, 2, 4]);
    expect((await Promise.all(waiting)).map(({ _tag }) => _tag)).toEqual(["Ok", "Err", "Ok"]);
  });

  it("is refused as a codec when it is none", async () => {
    // @ts-expect-error: no codec.
    await expect(createChannel({ shared: {} })).rejects.toThrow(/ML3930/);
    // @ts-expect-error: no type of a field.
    expect(() => codec.record({ id: "u64" })).toThrow(/ML3930: the field "id".*"u64".*f64, u32/);
    const wrong = [null, 5, {}, codec.optional("u32")];
    for (const field of wrong) {
      // @ts-expect-error: an optional field is always optional already, and the others are nothing.
      expect(() => codec.record({ id: codec.optional(field) })).toThrow(
        /ML3930: the field "id".*codec\.optional/,
      );
    }
  });
});

describe("a handle with another codec", () => {
  it("is refused, and counts as closed", async () => {
    const [tx, rx] = await createChannel({ shared: codec.record({ id: "u32" }), capacity: 4 });
    for (const wrong of [codec.record({ id: "i32" }), codec.record({ other: "u32" }), codec.u32, undefined]) {
      const handle = { ...tx.handle(), codec: wrong } as ReturnType<typeof tx.handle>;
      await expect(Sender.from(handle)).rejects.toThrow(/ML3934: .*tx\.handle\(\)/);
    }
    await expect(Sender.from(tx.handle())).resolves.toBeDefined();
    rx.close();
  });

  it("is none when it was copied by structured clone", async () => {
    const [tx, rx] = await createChannel({ shared: codec.record({ at: codec.record({ x: "f64" }) }) });
    const far = await Sender.from(structuredClone(tx.handle()));
    await far.send({ at: { x: 0.5 } });
    expect((await rx.receive()).value).toStrictEqual({ at: { x: 0.5 } });
    for (const end of [tx, rx, far]) end.close();
  });
});

describe("memory for payloads", () => {
  const small = () => makeWorld(createMemory(1 << 20), connectWasm);

  it("is exhausted with a clear error, and whole again after", async () => {
    const [tx, rx] = createShared<unknown>(4096, small());
    const value = "x".repeat(10_000);
    let sent = 0;
    let error: { _tag: string; value?: unknown; message: string } | undefined;
    while (error === undefined) {
      const outcome = tx.trySend(value);
      if (outcome._tag === "Ok") sent++;
      else error = outcome.error;
    }
    expect(sent).toBeGreaterThan(10);
    expect(error).toMatchObject({ _tag: "Encode", value });
    expect(error.message).toMatch(/^ML3929: the value needs 10000 bytes.*setupThreads\(\{ memory \}\)/);
    // Small ones still go.
    expect((await tx.send("short"))._tag).toBe("Ok");
    for (let i = 0; i < sent; i++) expect((await rx.receive()).value).toBe(value);
    expect((await rx.receive()).value).toBe("short");
    for (let i = 0; i < sent; i++) expect(tx.trySend(value)._tag).toBe("Ok");
  });

  it("does not run out by sending, by failing to send, or by closing what is full", async () => {
    const world = small();
    const value = { text: "y".repeat(3000), list: [1, 2, 3] };
    for (let round = 0; round < 60; round++) {
      const [tx, rx] = createShared<unknown>(16, world);
      const outcomes = Array.from({ length: 20 }, () => tx.trySend(value)._tag);
      expect(outcomes.filter((tag) => tag === "Ok")).toHaveLength(16);
      expect((await rx.receive()).value).toStrictEqual(value);
      rx.close();
      expect((await tx.send(value)).error).toMatchObject({ _tag: "Closed" });
      tx.close();
    }
  });

  it("comes back from a worker that held it when it ended", async () => {
    const world = small();
    const { core } = world;
    const dead = core.attach(8, 77);
    const scratch = core.scratch_of(dead) / 4 + 2 * core.batch() + 1 + core.batch();
    let taken = 0;
    // It takes all there is.
    for (let got = 1; got > 0; taken += got) got = core.take_blocks(dead, 6, 16);
    expect(world.i32[scratch]).toBeGreaterThan(0);
    expect(taken).toBeGreaterThan(100);
    const [tx, rx] = createShared<string>(4, world);
    const value = "z".repeat(900);
    expect(tx.trySend(value).error).toMatchObject({ _tag: "Encode" });
    bury(world, 77);
    expect(tx.trySend(value)._tag).toBe("Ok");
    expect((await rx.receive()).value).toBe(value);
  });
});

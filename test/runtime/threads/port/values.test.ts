/** What goes over a port: whatever a structured clone can carry, as it was at the send. */
import fc from "fast-check";
import { createChannel, Receiver, Sender } from "milost";
import { transfer } from "milost/threads";
import { describe, expect, it } from "vitest";

const open = async <T>(far: { tx?: boolean; rx?: boolean }) => {
  const [tx, rx] = await createChannel<T>({ shared: true, transport: "port", capacity: 8 });
  const ends = [
    far.tx ? await Sender.from(tx.handle()) : tx.clone(),
    far.rx ? await Receiver.from(rx.handle()) : rx.clone(),
  ];
  tx.close();
  rx.close();
  // As they stand in the list.
  return ends as [typeof tx, typeof rx];
};

const shared = { name: "shared" };
const cyclic: Record<string, unknown> = { shared, again: shared };
cyclic.self = cyclic;
const sparse = [1, 2, 3];
delete sparse[1];

const values: readonly unknown[] = [
  undefined,
  null,
  -0,
  12n,
  "text",
  { id: 1, tags: ["a", "b"], nested: { deep: { deeper: { deepest: { and: "more" } } } } },
  [1, [2, [3, [4, [5, [6]]]]]],
  Object.create(null),
  sparse,
  Object.assign([1], { extra: true }),
  JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'),
  Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, i])),
  new Map([["key", { n: 1 }]]),
  new Set([1, 2]),
  new Date(0),
  /x/gi,
  new Error("an error"),
  new Uint8Array([1, 2, 3]),
  new Float64Array([0.5]),
  new ArrayBuffer(4),
  cyclic,
  { list: [shared, shared] },
];

describe("values over ports", () => {
  for (const far of [{}, { tx: true }, { rx: true }, { tx: true, rx: true }]) {
    const name = Object.keys(far).join(" and ") || "neither";
    describe(`${name} elsewhere`, () => {
      it("arrive as structured clones, in order", async () => {
        const [tx, rx] = await open<unknown>(far);
        const sending = tx.sendAll(values).then(() => tx.close());
        const got: unknown[] = [];
        for await (const value of rx) got.push(value);
        await sending;
        expect(got).toEqual(values.map((value) => structuredClone(value)));
        const [plain] = got.slice(-2) as [Record<string, unknown>];
        expect(plain.self).toBe(plain);
        expect(plain.again).toBe(plain.shared);
        const [, pair] = got.slice(-2) as [unknown, { list: unknown[] }];
        expect(pair.list[0]).toBe(pair.list[1]);
        expect(Object.keys(got[8] as object)).toEqual(["0", "2"]);
        expect(Object.getPrototypeOf(got[10])).toBe(Object.prototype);
      });

      it("are what they were at the send", async () => {
        const [tx, rx] = await open<{ n: number; list?: number[]; at?: Date }>(far);
        const value: { n: number; list: number[] } = { n: 1, list: [1] };
        const dated = { n: 2, at: new Date(0) };
        const sent = [tx.send(value), tx.send(dated)];
        value.n = 99;
        value.list.push(99);
        dated.n = 99;
        await Promise.all(sent);
        expect((await rx.receive()).unwrap()).toEqual({ n: 1, list: [1] });
        expect((await rx.receive()).unwrap()).toEqual({ n: 2, at: new Date(0) });
      });

      it("that cannot be cloned come back as Encode, and nothing else is lost", async () => {
        const [tx, rx] = await open<unknown>(far);
        const method = { run: () => 1 };
        const sent = [tx.send(1), tx.send(method), tx.send(2), tx.send(Symbol.iterator), tx.send(3)];
        const outcomes = await Promise.all(sent);
        expect(outcomes.map((outcome) => outcome.error?._tag)).toEqual([
          undefined,
          "Encode",
          undefined,
          "Encode",
          undefined,
        ]);
        expect(outcomes[1]?.error?.value).toBe(method);
        expect(tx.trySend(() => 1).error?._tag).toBe("Encode");
        const got: unknown[] = [];
        while (got.length < 3) got.push((await rx.receive()).unwrap());
        expect(got).toEqual([1, 2, 3]);
      });

      it("that wait for room and cannot be cloned come back as Encode", async () => {
        const [tx, rx] = await open<unknown>(far);
        await tx.sendAll([0, 1, 2, 3, 4, 5, 6, 7]);
        const sent = [tx.send(() => 1), tx.send(8)];
        const got: unknown[] = [];
        while (got.length < 9) got.push((await rx.receive()).unwrap());
        expect(got).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
        expect((await Promise.all(sent)).map((outcome) => outcome.error?._tag)).toEqual([
          "Encode",
          undefined,
        ]);
      });

      it("move what they were told to transfer, once they are sent", async () => {
        const [tx, rx] = await open<{ bytes: Uint8Array<ArrayBuffer> }>(far);
        const value = { bytes: new Uint8Array([1, 2, 3]) };
        const outcome = await tx.send(transfer(value, [value.bytes.buffer]));
        expect(outcome._tag).toBe("Ok");
        expect(value.bytes.byteLength).toBe(0);
        expect((await rx.receive()).unwrap().bytes).toEqual(new Uint8Array([1, 2, 3]));
        rx.close();
        const kept = { bytes: new Uint8Array([4]) };
        const [tx2, rx2] = await open<{ bytes: Uint8Array<ArrayBuffer> }>(far);
        await tx2.sendAll(Array.from({ length: 8 }, () => ({ bytes: new Uint8Array(1) })));
        const waiting = tx2.send(transfer(kept, [kept.bytes.buffer]));
        rx2.close();
        expect((await waiting).error?._tag).toBe("Closed");
        expect(kept.bytes.byteLength).toBe(1);
      });

      it("may be ports, and so ends of other channels", async () => {
        const [tx, rx] = await open<{ reply: MessagePort }>(far);
        const { port1, port2 } = new MessageChannel();
        const answered = new Promise((resolve) => {
          port1.onmessage = ({ data }) => {
            port1.close();
            resolve(data);
          };
        });
        await tx.send(transfer({ reply: port2 }, [port2]));
        (await rx.receive()).unwrap().reply.postMessage("answer");
        expect(await answered).toBe("answer");
      });
    });
  }

  it("plain data of any shape is a structured clone on the other side", async () => {
    const [tx, rx] = await open<unknown>({ tx: true, rx: true });
    await fc.assert(
      fc.asyncProperty(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSparseArray: true,
          withNullPrototype: true,
        }),
        async (value) => {
          expect((await tx.send(value))._tag).toBe("Ok");
          expect((await rx.receive()).unwrap()).toEqual(structuredClone(value));
        },
      ),
      { numRuns: 300 },
    );
  });
});

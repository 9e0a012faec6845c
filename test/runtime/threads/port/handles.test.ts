/** Handles over ports, beyond what holds on every transport (../handles.test.ts). */
import { createChannel, Receiver, Sender } from "milost";
import { type ReceiverHandle, revoke, type SenderHandle } from "milost/threads";
import { describe, expect, it } from "vitest";
import { settle } from "../../channel/suite/tracked.js";

const open = <T>(capacity = 4) => createChannel<T>({ shared: true, transport: "port", capacity });

describe("handles over ports", () => {
  it("say so when they are of the other side, or came without their port", async () => {
    const [tx, rx] = await open<number>();
    const wrongSender = rx.handle() as unknown as SenderHandle<number>;
    const wrongReceiver = tx.handle() as unknown as ReceiverHandle<number>;
    await expect(Sender.from(wrongSender)).rejects.toThrow(/ML3924: .*tx\.handle\(\)/);
    await expect(Receiver.from(wrongReceiver)).rejects.toThrow(/ML3924: .*rx\.handle\(\)/);
    const stripped = JSON.parse(JSON.stringify(tx.handle()));
    await expect(Sender.from(stripped)).rejects.toThrow(/ML3927: .*transferables/);
  });

  it("can be revoked where they were made, over the port of an end elsewhere", async () => {
    const [tx, rx] = await open<number>();
    const far = await Receiver.from(rx.handle());
    rx.close();
    const handle = far.handle();
    far.close();
    await settle();
    expect(tx.closed).toBe(false);
    revoke(handle);
    await settle();
    expect(tx.closed).toBe(true);
    await expect(Receiver.from(handle)).rejects.toThrow(/ML3924: .*revoked/);
  });

  it("open to an end that has been reached", async () => {
    const [tx, rx] = await open<number>();
    const toReceive = rx.handle();
    await tx.send(1);
    tx.close();
    rx.close();
    const far = await Receiver.from(toReceive);
    expect(await far.receiveMany()).toEqual([1]);
    expect(await far.receiveMany()).toEqual([]);
    const late = await open<number>();
    const toSend = late[0].handle();
    late[1].close();
    const refused = await Sender.from(toSend);
    expect((await refused.send(2)).error).toMatchObject({ _tag: "Closed", value: 2 });
  });

  it("a stream to one receiver makes way for a second one, in order", async () => {
    const [tx, rx] = await open<number>(8);
    const first = await Receiver.from(rx.handle());
    rx.close();
    await tx.sendAll([0, 1, 2, 3, 4, 5]);
    await settle();
    expect(first.tryReceive().value).toBe(0);
    const second = await Receiver.from(first.handle());
    const got = [await second.receive(), await first.receive(), await second.receive()];
    expect(got.map((option) => option.unwrap())).toEqual([1, 2, 3]);
    first.close();
    tx.close();
    expect(await second.receiveMany()).toEqual([4, 5]);
  });
});

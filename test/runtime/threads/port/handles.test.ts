/** Handles: they open once, count as open ends until then, and can be taken back. */
import { createChannel, Receiver, Sender } from "milost";
import { type ReceiverHandle, revoke, type SenderHandle, transferables } from "milost/threads";
import { describe, expect, it } from "vitest";
import { settle } from "../../channel/suite/tracked.js";

const open = <T>(capacity = 4) => createChannel<T>({ shared: true, transport: "port", capacity });

describe("handles over ports", () => {
  it("open once", async () => {
    const [tx, rx] = await open<number>();
    const toSend = tx.handle();
    const toReceive = rx.handle();
    await Sender.from(toSend);
    await Receiver.from(toReceive);
    await expect(Sender.from(toSend)).rejects.toThrow(/ML3924: .*opens once/);
    await expect(Receiver.from(toReceive)).rejects.toThrow(/ML3924: .*opens once/);
  });

  it("say so when they are of the other side, or came without their port", async () => {
    const [tx, rx] = await open<number>();
    const wrongSender = rx.handle() as unknown as SenderHandle<number>;
    const wrongReceiver = tx.handle() as unknown as ReceiverHandle<number>;
    await expect(Sender.from(wrongSender)).rejects.toThrow(/ML3924: .*tx\.handle\(\)/);
    await expect(Receiver.from(wrongReceiver)).rejects.toThrow(/ML3924: .*rx\.handle\(\)/);
    const stripped = JSON.parse(JSON.stringify(tx.handle()));
    await expect(Sender.from(stripped)).rejects.toThrow(/ML3927: .*transferables/);
  });

  it("name what has to be transferred", async () => {
    const [tx, rx] = await open<number>();
    const handles = [tx.handle(), rx.handle()] as const;
    expect(transferables(...handles)).toHaveLength(2);
    expect(() => structuredClone(handles[0])).toThrow();
    const moved = structuredClone(handles[0], { transfer: transferables(handles[0]) });
    const far = await Sender.from(moved);
    await far.send(5);
    expect((await rx.receive()).unwrap()).toBe(5);
  });

  it("count as open ends until they are opened", async () => {
    const [tx, rx] = await open<number>();
    const handle = tx.handle();
    tx.close();
    const received = rx.receive();
    await settle();
    const far = await Sender.from(handle);
    await far.send(1);
    expect((await received).unwrap()).toBe(1);
    far.close();
    expect((await rx.receive())._tag).toBe("None");
  });

  it("can be revoked: nobody opens them then, and the channel goes on without", async () => {
    const [tx, rx] = await open<number>();
    const handle = tx.handle();
    tx.close();
    const received = rx.receive();
    revoke(handle);
    expect((await received)._tag).toBe("None");
    await expect(Sender.from(handle)).rejects.toThrow(/ML3924: .*revoked/);
    revoke(handle);
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

  it("are not taken back once they are open", async () => {
    const [tx, rx] = await open<number>();
    const handle = rx.handle();
    const far = await Receiver.from(handle);
    revoke(handle);
    rx.close();
    await tx.send(1);
    expect((await far.receive()).unwrap()).toBe(1);
  });

  it("are not given by a closed end", async () => {
    const [tx, rx] = await open<number>();
    tx.close();
    rx.close();
    expect(() => tx.handle()).toThrow(/ML3924: this sender is closed/);
    expect(() => rx.handle()).toThrow(/ML3924: this receiver is closed/);
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

  it("blocking calls say that they need shared memory", async () => {
    const [tx, rx] = await open<number>();
    expect(() => tx.sendSync(1)).toThrow(/ML3928: sendSync/);
    expect(() => rx.receiveSync()).toThrow(/ML3928: receiveSync/);
  });
});

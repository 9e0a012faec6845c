/** What holds for channels between threads whatever carries them: handles, select, and what must not block. */
import { after, createChannel, Receiver, Sender, select } from "milost";
import { type ReceiverHandle, revoke, type SenderHandle, transferables } from "milost/threads";
import { describe, expect, it } from "vitest";
import { settle } from "../channel/suite/tracked.js";

describe.each(["shared", "port"] as const)("handles over %s", (transport) => {
  const open = <T = number>(capacity = 4) => createChannel<T>({ shared: true, transport, capacity });

  it("open once", async () => {
    const [tx, rx] = await open();
    const [toSend, toReceive] = [tx.handle(), rx.handle()];
    const far = [await Sender.from(toSend), await Receiver.from(toReceive)];
    await expect(Sender.from(toSend)).rejects.toThrow(/ML3924: .*opens once/);
    await expect(Receiver.from(toReceive)).rejects.toThrow(/ML3924: .*opens once/);
    for (const end of far) end.close();
    // Its end has been closed; it cannot be opened all the same.
    await expect(Sender.from(toSend)).rejects.toThrow(/ML3924/);
  });

  it("are refused at the wrong side, and after the end they are of was closed", async () => {
    const [tx, rx] = await open();
    await expect(Sender.from(rx.handle() as unknown as SenderHandle<number>)).rejects.toThrow(
      /ML3924: .*sender.*tx\.handle\(\)/,
    );
    await expect(Receiver.from(tx.handle() as unknown as ReceiverHandle<number>)).rejects.toThrow(
      /ML3924: .*receiver.*rx\.handle\(\)/,
    );
    tx.close();
    rx.close();
    expect(() => tx.handle()).toThrow(/ML3924: this sender is closed/);
    expect(() => rx.handle()).toThrow(/ML3924: this receiver is closed/);
  });

  it("name what has to be transferred", async () => {
    const [tx, rx] = await open();
    const handle = tx.handle();
    const ports = transferables(handle);
    expect(ports).toHaveLength(1);
    // Asked again, it is the same.
    expect(transferables(handle)).toEqual(ports);
    expect(() => structuredClone(handle)).toThrow();
    const far = await Sender.from(structuredClone(handle, { transfer: ports }));
    await far.send(5);
    expect((await rx.receive()).unwrap()).toBe(5);
  });

  it("count as open ends until they are opened", async () => {
    const [tx, rx] = await open();
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

  it.each([true, false])("can be revoked (asked for their ports: %s)", async (asked) => {
    const [tx, rx] = await open();
    const [toSend, toReceive] = [tx.handle(), rx.handle()];
    if (asked) transferables(toSend, toReceive);
    tx.close();
    const received = rx.receive();
    await settle();
    revoke(toSend);
    expect((await received)._tag).toBe("None");
    await expect(Sender.from(toSend)).rejects.toThrow(/ML3924: .*revoked/);
    const [other, otherRx] = await open();
    const handle = otherRx.handle();
    otherRx.close();
    expect(other.closed).toBe(false);
    revoke(handle);
    await settle();
    expect(other.closed).toBe(true);
    await expect(Receiver.from(handle)).rejects.toThrow(/ML3924: .*revoked/);
    // Once is enough, and what is open stays.
    revoke(handle);
    const opened = await open();
    const used = opened[0].handle();
    const far = await Sender.from(used);
    revoke(used);
    expect((await far.send(1))._tag).toBe("Ok");
  });

  it("make ends that select takes like local ones", async () => {
    const [tx, rx] = await open(1);
    const [full, fullRx] = await open(1);
    const far = await Receiver.from(rx.handle());
    rx.close();
    const farTx = await Sender.from(full.handle());
    await full.send(0);
    const waiting = select({ value: far, room: farTx.sending(7), late: after(20_000) });
    await settle();
    await tx.send(3);
    expect(await waiting).toMatchObject({ _tag: "value", value: { _tag: "Some", value: 3 } });
    const again = select({ value: far, room: farTx.sending(8) });
    await settle();
    expect((await fullRx.receive()).value).toBe(0);
    expect(await again).toMatchObject({ _tag: "room", value: { _tag: "Ok" } });
    expect((await fullRx.receive()).value).toBe(8);
    tx.close();
    expect(await select({ value: far })).toMatchObject({ _tag: "value", value: { _tag: "None" } });
  });

  it("make ends that must not block here, and say what to do instead", async () => {
    const [tx, rx] = await open();
    const code = transport === "shared" ? "ML3925" : "ML3928";
    const calls = {
      sendSync: () => tx.sendSync(1),
      sendAllSync: () => tx.sendAllSync([1]),
      receiveSync: () => rx.receiveSync(),
      receiveManySync: () => rx.receiveManySync(),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(call).toThrow(new RegExp(`^${code}: ${name} .*await its async twin`));
    }
  });
});

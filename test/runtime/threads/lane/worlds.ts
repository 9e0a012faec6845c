/**
 * Several threads of one memory, all of them this one: each has a world of its own, as workers would, and ports to the others.
 * What leaves one of them by port can be held up, so that a test decides what is on its way and when it arrives.
 */
import { type SharedReceiver, type SharedSender, transfer, transferables } from "milost/threads";
import {
  connectWasm,
  createMemory,
  createShared,
  makeWorld,
  openReceiver,
  openSender,
  World,
} from "../../../../runtime/dist/threads/internal.js";
import { settle } from "../../channel/suite/tracked.js";

interface Line {
  readonly port: MessagePort;
  closed: boolean;
}
interface Inner {
  readonly address: number;
  readonly circle: { readonly peers: Map<number, { readonly line: Line }> };
  readonly store: { readonly size: number };
}
const inner = (world: World): Inner => world.lane as unknown as Inner;
const ports = (world: World): MessagePort[] =>
  [...inner(world).circle.peers.values()].map(({ line }) => line.port);

/** A number in a value that only a port can carry. */
export const moved = (n: number): { n: number } => {
  const bytes = new Uint8Array([n]);
  return transfer({ n, bytes }, [bytes.buffer]);
};
export const numberIn = (value: unknown): number =>
  typeof value === "number" ? value : (value as { n: number }).n;

export class Crew {
  private readonly memory = createMemory(4 << 20);
  /** The thread that made the memory. */
  readonly root = makeWorld(this.memory, connectWasm);
  private readonly open: { close(): void }[] = [];
  private joined = 0;

  join(): World {
    const world = new World(this.memory, connectWasm(this.memory), connectWasm, false);
    // The death of one of them is not that of this thread, which they all are to the core.
    Object.assign(world, { identity: 1000 + this.joined++ });
    return world;
  }

  channel(capacity: number): [SharedSender<unknown>, SharedReceiver<unknown>] {
    const ends = createShared<unknown>(capacity, this.root);
    this.open.push(...ends);
    return ends;
  }

  /** Receivers of the channel in so many other threads, all of them introduced to each other. */
  async receivers(rx: SharedReceiver<unknown>, ...worlds: World[]): Promise<SharedReceiver<unknown>[]> {
    const all = worlds.map((world) => {
      const handle = rx.handle();
      transferables(handle);
      return openReceiver<unknown>(handle, undefined, world);
    });
    this.open.push(...all);
    await settle();
    return all;
  }

  async sender(tx: SharedSender<unknown>, world: World): Promise<SharedSender<unknown>> {
    const handle = tx.handle();
    transferables(handle);
    const far = openSender<unknown>(handle, undefined, world);
    this.open.push(far);
    await settle();
    return far;
  }

  end(): void {
    for (const end of this.open.splice(0)) end.close();
  }
}

/** Holds up all that leaves `world` by port; answers how it goes on. */
export const hold = (world: World): (() => void) => {
  const held: (() => void)[] = [];
  const all = ports(world);
  for (const port of all) {
    port.postMessage = (...args: unknown[]) => {
      // What is moved leaves at once, as it would.
      const [data, list] = args as [unknown, Transferable[]?];
      const { port1, port2 } = new MessageChannel();
      port1.postMessage(data, list ?? []);
      const { receiveMessageOnPort } = process.getBuiltinModule("node:worker_threads");
      const { message } = receiveMessageOnPort(port2 as never) as { message: unknown };
      port1.close();
      const post: (this: MessagePort, message: unknown, list: Transferable[]) => void =
        MessagePort.prototype.postMessage;
      held.push(() => post.call(port, message, list === undefined ? [] : listOf(message)));
    };
  }
  return () => {
    for (const port of all) delete (port as Partial<MessagePort>).postMessage;
    for (const post of held) post();
  };
};

/** The buffers and ports in a frame: they move on with it. */
const listOf = (message: unknown): Transferable[] => {
  const found: Transferable[] = [];
  const look = (value: unknown): void => {
    if (value instanceof ArrayBuffer || value instanceof MessagePort) found.push(value);
    else if (ArrayBuffer.isView(value)) found.push(value.buffer as ArrayBuffer);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) look(item);
  };
  look(message);
  return [...new Set(found)];
};

/** What the others see when the thread of `world` is killed: its ports are gone. */
export const kill = (world: World): void => {
  for (const { line } of inner(world).circle.peers.values()) {
    // The dead hear nothing.
    line.closed = true;
    line.port.close();
  }
};

/** Values that lie in `world`, for whoever has their tickets. */
export const stored = (world: World): number => inner(world).store.size;

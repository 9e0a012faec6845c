/**
 * The ways that a value with a codec can go from a Sender to a Receiver of this thread: straight or through a worker that
 * passes it on, by shared memory or by ports. All have to do the same.
 */
import { createChannel } from "milost";
import { type Codec, type SharedReceiver, type SharedSender, transferables } from "milost/threads";
import { play } from "../workers.js";

export type Ends<T> = [tx: SharedSender<T>, rx: SharedReceiver<T>];

export interface Carrier {
  readonly name: string;
  readonly distant: boolean;
  open<T>(codec: Codec<T>, capacity: number): Promise<Ends<T>>;
}

const straight = (transport: "shared" | "port"): Carrier => ({
  name: `in one thread, transport "${transport}"`,
  distant: false,
  open: (shared, capacity) => createChannel({ shared, capacity, transport }),
});

const relayed = (transport: "shared" | "port"): Carrier => ({
  name: `through a worker, transport "${transport}"`,
  distant: true,
  async open(shared, capacity) {
    const [tx, input] = await createChannel({ shared, capacity, transport });
    const [output, rx] = await createChannel({ shared, capacity, transport });
    const handles = { rx: input.handle(), tx: output.handle() };
    play("pass", handles, transferables(...Object.values(handles)));
    input.close();
    output.close();
    return [tx, rx];
  },
});

export const carriers: readonly Carrier[] = [
  straight("shared"),
  straight("port"),
  relayed("shared"),
  relayed("port"),
];

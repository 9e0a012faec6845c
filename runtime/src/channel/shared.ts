/**
 * Where channels in shared memory plug in. This entry never loads WebAssembly: what knows how to open such a
 * channel is registered here by the module that does, and makes its ends of `SenderEnd` and `ReceiverEnd` over
 * cores of its own (see flavour.ts), so that `select` and the combining functions work on them as they are.
 */

import type { Receiver, Sender } from "./types.js";

export interface SharedOptions {
  readonly capacity?: number | undefined;
  /** `true`: slots describe themselves. A codec: fixed layout, the fast way. */
  readonly shared: true | object;
}

type OpenShared = <T>(options: SharedOptions, capacity: number) => Promise<[Sender<T>, Receiver<T>]>;

let opener: OpenShared | undefined;

/** Called once by the module that carries the shared flavour. */
export const provideShared = (open: OpenShared): void => {
  opener = open;
};

export const openShared: OpenShared = (options, capacity) => {
  if (opener === undefined) {
    throw new Error('ML3908: shared channels need the threads entry: add `import "milost/threads"`');
  }
  return opener(options, capacity);
};

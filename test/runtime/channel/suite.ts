/**
 * What every flavour of channel must do, as one suite: the ones of a single thread, the one in shared memory and
 * its twin in JavaScript all run it.
 *
 *     channelSuite("in one thread", createChannel);
 *
 * After each test nobody may be left waiting at any channel that the test made.
 */
import { describe } from "vitest";
import { basics } from "./suite/basics.js";
import { cancelling } from "./suite/cancelling.js";
import { closing } from "./suite/closing.js";
import { crowds } from "./suite/crowds.js";
import { modelled } from "./suite/model.js";
import { programs } from "./suite/programs.js";
import { selecting } from "./suite/selecting.js";
import { type Create, type Distance, tracked } from "./suite/tracked.js";

export interface SuiteOptions extends Partial<Distance> {
  /** Capacities to run the tests at which hold for any. */
  readonly capacities?: readonly number[];
}

export function channelSuite(name: string, createChannel: Create, options: SuiteOptions = {}): void {
  const {
    capacities = [0, 1, 2, 64, Number.POSITIVE_INFINITY],
    cloned = false,
    distant = false,
    travel,
  } = options;
  describe(name, { timeout: 20_000 }, () => {
    const create = tracked(createChannel, { cloned, distant, travel });
    basics(create, capacities);
    closing(create, capacities);
    cancelling(create, capacities);
    selecting(create, capacities);
    crowds(create, capacities);
    programs(create);
    modelled(create, capacities);
  });
}

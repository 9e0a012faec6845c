/** The service that the three programs ask: users and their orders, some of it slow, failing at first, or down. */

export interface User {
  readonly name: string;
}

export interface Order {
  readonly amount: number;
}

export class NotFound {
  readonly _tag = "NotFound";
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

export class Unavailable {
  readonly _tag = "Unavailable";
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** What a request fails with, as the error that the programs pass on. */
export const failureOf = (path: string, thrown: unknown): NotFound | Unavailable =>
  (thrown as { readonly status?: number }).status === 404 ? new NotFound(path) : new Unavailable(path);

/** What was asked of it. */
export interface Log {
  requests: number;
  /** Requests under way at a time. */
  most: number;
  aborted: number;
  /** Listeners that are still on signals. */
  listeners: number;
}

export interface Api {
  readonly log: Log;
  /** Like `fetch`: rejects with an HTTP status, or with the signal's reason once that aborts. */
  get<T>(path: string, signal: AbortSignal): Promise<T>;
}

const afterTwoMs = (answer: () => void): (() => void) => {
  const timer = setTimeout(answer, 2);
  return () => clearTimeout(timer);
};

type Answer = unknown | "hangs";

const user = (id: number, name: string, orders: readonly number[]): [string, Answer][] => [
  [`/users/${id}`, { name }],
  [`/users/${id}/orders`, orders],
];

const ANSWERS = new Map<string, Answer>([
  ...user(1, "Ada", [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]),
  ...user(3, "Grace", [10, 404]),
  ...user(4, "Alan", [10, 503, 11]),
  ...user(5, "Edsger", [10, 11, 504]),
  ...user(6, "Barbara", [10, 11, 13, 14, 16, 17, 19]),
  ...Array.from({ length: 10 }, (_, i): [string, Answer] => [`/orders/${10 + i}`, { amount: (i + 1) * 10 }]),
  ["/orders/504", "hangs"],
]);

/**
 * A fresh service: every third order fails the first time it is asked for, with 503.
 *
 * @param later how an answer comes: after 2 ms unless told. Answers what takes it back.
 */
export const createApi = (later: (answer: () => void) => () => void = afterTwoMs): Api => {
  const log: Log = { requests: 0, most: 0, aborted: 0, listeners: 0 };
  const asked = new Set<string>();
  let underWay = 0;
  return {
    log,
    get: <T>(path: string, signal: AbortSignal) =>
      new Promise<T>((resolve, reject) => {
        log.requests++;
        log.most = Math.max(log.most, ++underWay);
        log.listeners++;
        const over = (): void => {
          underWay--;
          log.listeners--;
          takeBack();
          signal.removeEventListener("abort", aborted);
        };
        const aborted = (): void => {
          over();
          log.aborted++;
          reject(signal.reason);
        };
        const answer = (): void => {
          const found = ANSWERS.get(path);
          if (found === "hangs") return;
          over();
          const first = !asked.has(path);
          asked.add(path);
          if (
            path === "/orders/503" ||
            (first && Number(path.slice(-1)) % 3 === 2 && path.startsWith("/orders"))
          )
            reject({ status: 503 });
          else if (found === undefined) reject({ status: 404 });
          else resolve(found as T);
        };
        const takeBack = later(answer);
        signal.addEventListener("abort", aborted);
      }),
  };
};

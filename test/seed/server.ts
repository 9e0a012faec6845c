/**
 * The server that the document's snippets talk to: users, posts and data as JSON, on a free local port. `fetch` is led there,
 * since the document names a host that does not exist and paths without one.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const bodies: Readonly<Record<string, unknown>> = {
  "/data": { answer: 42 },
  "/users": [{ name: "Ann" }, { name: "Bob" }],
  "/posts": [{ title: "One" }, { title: "Two" }, { title: "Three" }],
};

export interface LocalServer {
  /** Paths that are answered with status 500. */
  readonly failing: Set<string>;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export const startServer = async (): Promise<LocalServer> => {
  const failing = new Set<string>();
  const requests: string[] = [];
  const server = createServer(({ url = "/" }, response) => {
    requests.push(url);
    const body = bodies[url];
    const status = failing.has(url) ? 500 : body === undefined ? 404 : 200;
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(body ?? null));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    realFetch(`http://127.0.0.1:${port}${new URL(String(input), "http://local").pathname}`, init);
  return {
    failing,
    requests,
    async close() {
      globalThis.fetch = realFetch;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

/** What the project's first document shows of tasks, as it shows it. */
import { Patterns, Result, Task } from "milost";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const answers: Record<string, { ok: boolean; body: unknown }> = {
  "https://api.example.com/data": { ok: true, body: "hello" },
  "https://api.example.com/gone": { ok: false, body: null },
  "/users": { ok: true, body: ["ann", "bob"] },
  "/posts": { ok: true, body: ["one", "two", "three"] },
};

beforeEach(() => {
  vi.stubGlobal("fetch", async (url: string, init?: { signal?: AbortSignal }) => {
    if (init?.signal) expect(init.signal).toBeInstanceOf(AbortSignal);
    const answer = answers[url];
    if (answer === undefined) throw new TypeError("fetch failed");
    return { ok: answer.ok, json: async () => answer.body };
  });
});
afterEach(() => void vi.unstubAllGlobals());

describe("creating and manipulating tasks", () => {
  const fetchData = (url: string) =>
    Task.new(async (signal) => {
      const response = await fetch(url, { signal });
      return response.ok ? Result.Ok(await response.json()) : Result.Err(new Error("Fetch failed"));
    });

  const processTask = async (url: string) => {
    const task = fetchData(url);
    const result = await Patterns.match(task, {
      Task: async (t) => {
        const outcome = await t.run();
        return Patterns.match(outcome, {
          Ok: (data) => `Data received: ${data}`,
          Err: (error) => `Error: ${error.message}`,
        });
      },
      _: () => "Invalid task",
    });
    expect(task.isCancelled).toBe(false);
    return result;
  };

  test("gives data, an error, or the panic of a fetch that rejects", async () => {
    expect(await processTask("https://api.example.com/data")).toBe("Data received: hello");
    expect(await processTask("https://api.example.com/gone")).toBe("Error: Fetch failed");
    expect(await processTask("https://nowhere")).toMatch(/^Error: ML2902: .*fetch failed/);
  });
});

describe("task composition", () => {
  const fetchUsers = () =>
    Task.new(async () => {
      const response = await fetch("/users");
      return response.ok ? Result.Ok(await response.json()) : Result.Err(new Error("Users fetch failed"));
    });

  const fetchPosts = () =>
    Task.new(async () => {
      const response = await fetch("/posts");
      return response.ok ? Result.Ok(await response.json()) : Result.Err(new Error("Posts fetch failed"));
    });

  test("combineData", async () => {
    const combinedTask = fetchUsers().flatMap((users) => fetchPosts().map((posts) => ({ users, posts })));
    const result = await combinedTask.run();
    expect(
      Patterns.match(result, {
        Ok: (data) => `Users: ${data.users.length}, Posts: ${data.posts.length}`,
        Err: (error) => `Fetch failed: ${error.message}`,
      }),
    ).toBe("Users: 2, Posts: 3");
  });
});

describe("parallel processing", () => {
  test("processItems", async () => {
    const items = [1, 2, 3];
    const tasks = items.map((item) =>
      Task.new(async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return Result.Ok(item * 2);
      }),
    );
    const result = await Task.all(tasks).run();
    expect(
      Patterns.match(result, {
        Ok: (processedItems) => processedItems,
        Err: (error) => `Processing failed: ${error.message}`,
      }),
    ).toEqual([2, 4, 6]);
  });
});

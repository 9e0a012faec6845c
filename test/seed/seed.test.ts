/** The document the project was created from: every snippet compiles and runs as written, built in three ways. */
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { type Build, buildProject, builds, driveProject, emittedCode, type Ran } from "./projects.ts";
import { snippets } from "./snippets.ts";

const expected = `processTask undefined
fetchData Ok {"answer":42}
cancelled true Err CancelledError
combineData Users: 2, Posts: 3
combineData Fetch failed: Posts fetch failed
combineData Fetch failed: Users fetch failed
Received: 0
Received: 1
Received: 2
Received: 3
Received: 4
Received: 5
Received: 6
Received: 7
Received: 8
Received: 9
Channel closed
processItems [2,4,6]
requests ["/data","/data","/users","/posts","/users","/posts","/users"]
`;

const compiled: readonly Build[] = ["tspc", "milost"];
const built = new Map<Build, Ran>();

beforeAll(async () => {
  for (const build of builds) built.set(build, await buildProject(build));
}, 120_000);

test("the document has its four programs", () => {
  expect(snippets.map(({ name }) => name)).toEqual([
    "creating-and-manipulating-tasks",
    "task-composition",
    "creating-and-using-channels",
    "parallel-processing",
  ]);
});

test.each(builds)("%s finds nothing to complain about", (build) => {
  expect(built.get(build)).toEqual({ code: 0, output: "" });
});

test.each(builds)("built by %s the snippets do what the document says", async (build) => {
  expect(await driveProject(build)).toEqual({ code: 0, output: expected });
});

describe.each(compiled)("built by %s", (build) => {
  test.each(snippets.map(({ name }) => name))("no match of %s is left", (name) => {
    expect(emittedCode(build, name)).not.toContain("Patterns");
  });

  test("combineData's chain is one async function", () => {
    const file = ts.createSourceFile(
      "composition.js",
      emittedCode(build, "task-composition"),
      ts.ScriptTarget.ESNext,
    );
    const called = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
        called.add(node.expression.name.text);
      ts.forEachChild(node, visit);
    };
    const combine = file.statements.find(
      (statement) =>
        ts.isVariableStatement(statement) &&
        statement.declarationList.declarations[0]?.name.getText(file) === "combineData",
    );
    expect(combine).toBeDefined();
    visit(combine!);
    expect([...called]).not.toContain("flatMap");
    expect([...called]).not.toContain("map");
  });
});

test("tspc and milost build write the same", () => {
  for (const { name } of snippets) expect(emittedCode("milost", name)).toBe(emittedCode("tspc", name));
});

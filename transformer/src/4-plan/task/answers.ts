/** What callbacks answer with, through all exits and branches. */
import type { Answer, Callback, Chain, TaskSite } from "../../ir/task.js";

export function answersOf(callback: Callback): Answer[] {
  if (callback.kind !== "inline") return [];
  const { body } = callback;
  const answers = body.kind === "expression" ? [body.answer] : body.exits.map(({ answer }) => answer);
  return answers.flatMap((answer) => (answer === undefined ? [] : branchesOf(answer)));
}

const branchesOf = (answer: Answer): Answer[] =>
  answer.kind === "branch" ? [...branchesOf(answer.then), ...branchesOf(answer.else)] : [answer];

function callbacksOf({ source, steps }: Chain): Callback[] {
  const inSteps = steps.flatMap((step) => (step.kind === "around" ? [] : [step.callback]));
  return source.kind === "body" || source.kind === "attempt" ? [source.callback, ...inSteps] : inSteps;
}

/** The matches that callbacks answer with directly, by their calls: they take the answer's place. */
export function matchesInAnswers(sites: readonly TaskSite[]): Set<number> {
  const found = new Set<number>();
  const visit = (chain: Chain): void => {
    for (const answer of callbacksOf(chain).flatMap(answersOf)) {
      if (answer.kind === "chain") visit(answer.chain);
      if (answer.kind === "value" && answer.site !== undefined) found.add(answer.site.id);
    }
  };
  for (const { chain } of sites) visit(chain);
  return found;
}

export const isErrorStep = (kind: string): boolean =>
  kind === "mapErr" || kind === "tapErr" || kind === "orElse";

/** Whether any step, also of a chain that a callback answers with, looks at errors. */
export function looksAtErrors(steps: Chain["steps"]): boolean {
  return steps.some((step) => {
    if (step.kind === "around") return false;
    const chains = answersOf(step.callback).flatMap((answer) =>
      answer.kind === "chain" ? [answer.chain] : [],
    );
    return isErrorStep(step.kind) || chains.some((chain) => looksAtErrors(chain.steps));
  });
}

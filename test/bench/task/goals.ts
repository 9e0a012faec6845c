/** What a figure is to reach, printed under the table it stands in. */
import type { Row } from "../measure.ts";

export interface Goal {
  /** The row that is judged, and the one it is a ratio to. */
  readonly row: string;
  readonly to: string;
  readonly of: "time" | "bytes";
  readonly most: number;
}

export interface Verdict extends Goal {
  readonly ratio: number;
  readonly met: boolean;
}

/** Prints each goal with what was measured; rows that are not there are a mistake. */
export const judge = (rows: readonly Row[], goals: readonly Goal[]): Verdict[] =>
  goals.map((goal) => {
    const [row, to] = [find(rows, goal.row), find(rows, goal.to)];
    const ratio = goal.of === "time" ? row.ns / to.ns : (row.bytes ?? Number.NaN) / (to.bytes ?? Number.NaN);
    // As it is printed: what prints as the goal has met it.
    const met = Number(ratio.toFixed(2)) <= goal.most;
    console.log(
      `  ${met ? "met    " : "not met"} ${goal.row}: ${ratio.toFixed(2)} of the ${goal.of} of ${goal.to}, at most ${goal.most}`,
    );
    return { ...goal, ratio, met };
  });

const find = (rows: readonly Row[], name: string): Row => {
  const row = rows.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no row is named "${name}"`);
  return row;
};

/** match.ts in ts-pattern. */
import { match } from "ts-pattern";
import type { Shape } from "./shapes.js";

const area = (shape: Shape): number =>
  match(shape)
    .with({ _tag: "Circle" }, ({ radius }) => 3 * radius * radius)
    .with({ _tag: "Square" }, ({ side }) => side * side)
    .with({ _tag: "Rect" }, ({ width, height }) => width * height)
    .with({ _tag: "Triangle" }, ({ base, height }) => (base * height) / 2)
    .with({ _tag: "Ring" }, ({ inner, outer }) => 3 * (outer * outer - inner * inner))
    .exhaustive();

export const total = (shapes: readonly Shape[]): number => {
  let sum = 0;
  for (const shape of shapes) sum += area(shape);
  return sum;
};

/** A match of five arms: this file is measured as it is and compiled. */
import { Patterns } from "milost";
import type { Shape } from "./shapes.js";

const area = (shape: Shape): number =>
  Patterns.match(shape, {
    Circle: ({ radius }) => 3 * radius * radius,
    Square: ({ side }) => side * side,
    Rect: ({ width, height }) => width * height,
    Triangle: ({ base, height }) => (base * height) / 2,
    Ring: ({ inner, outer }) => 3 * (outer * outer - inner * inner),
  });

export const total = (shapes: readonly Shape[]): number => {
  let sum = 0;
  for (const shape of shapes) sum += area(shape);
  return sum;
};

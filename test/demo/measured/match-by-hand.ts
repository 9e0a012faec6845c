/** The switch that an expert would write for match.ts. */
import type { Shape } from "./shapes.js";

const area = (shape: Shape): number => {
  switch (shape._tag) {
    case "Circle": {
      const { radius } = shape;
      return 3 * radius * radius;
    }
    case "Square": {
      const { side } = shape;
      return side * side;
    }
    case "Rect": {
      const { width, height } = shape;
      return width * height;
    }
    case "Triangle": {
      const { base, height } = shape;
      return (base * height) / 2;
    }
    case "Ring": {
      const { inner, outer } = shape;
      return 3 * (outer * outer - inner * inner);
    }
    default:
      throw new TypeError("no shape");
  }
};

export const total = (shapes: readonly Shape[]): number => {
  let sum = 0;
  for (const shape of shapes) sum += area(shape);
  return sum;
};

/** The data that the matches are measured on: five variants of different shapes. */
export type Shape =
  | { readonly _tag: "Circle"; readonly radius: number }
  | { readonly _tag: "Square"; readonly side: number }
  | { readonly _tag: "Rect"; readonly width: number; readonly height: number }
  | { readonly _tag: "Triangle"; readonly base: number; readonly height: number }
  | { readonly _tag: "Ring"; readonly inner: number; readonly outer: number };

const makers: readonly ((n: number) => Shape)[] = [
  (n) => ({ _tag: "Circle", radius: n }),
  (n) => ({ _tag: "Square", side: n }),
  (n) => ({ _tag: "Rect", width: n, height: n + 1 }),
  (n) => ({ _tag: "Triangle", base: n, height: n + 2 }),
  (n) => ({ _tag: "Ring", inner: n, outer: n + 3 }),
];

/** In an order without a period that a branch predictor could learn. */
export const makeShapes = (count: number): readonly Shape[] => {
  let seed = 42;
  return Array.from({ length: count }, () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return makers[(seed >> 8) % makers.length]!(seed % 10);
  });
};

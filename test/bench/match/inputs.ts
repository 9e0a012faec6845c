/**
 * What the benchmarked loops run over. A processor learns a sequence of branches that comes again and again, up to some
 * length: few inputs are always the same sequence, many come in an order of their own each time, so that no contender is
 * lucky with what its branches happen to share with the loop around them.
 */

/** Sequences that many inputs come in by turns. */
const ORDERS = 16;
/** Up to so many inputs are one sequence. */
const FEW = 1_000;

/** Answers the inputs of the next call: values of all variants, made by `make`. Each seed is an order of its own. */
export function inputsOf(
  size: number,
  variants: number,
  make: (variant: number, n: number) => unknown,
  seed = 1,
): () => readonly unknown[] {
  const random = generator(12_345 * seed);
  const values = Array.from({ length: size }, (_, n) => make(random() % variants, n));
  const orders = size <= FEW ? [values] : Array.from({ length: ORDERS }, () => shuffled(values, random));
  let turn = 0;
  return () => orders[turn++ % orders.length]!;
}

function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const left = [...values];
  for (let end = left.length - 1; end > 0; end--) {
    const at = random() % (end + 1);
    [left[end], left[at]] = [left[at]!, left[end]!];
  }
  return left;
}

/** Mulberry32, whose low bits are as good as its high ones: the same numbers for a seed in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

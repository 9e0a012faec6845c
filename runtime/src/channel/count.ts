/** Whether `value` is a number of things: an integer from `least` on, or `Infinity`. */
export const isCount = (value: unknown, least: number): boolean =>
  value === Infinity || (Number.isInteger(value) && (value as number) >= least);

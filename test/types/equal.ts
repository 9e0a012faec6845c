/** Type equality for type tests: `is<Equal<A, B>>(true)` compiles only where A and B are the same type. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Asserts at compile time; does nothing. */
export const is = <T extends boolean>(_holds: T): void => {};

/** Asserts the exact type of an expression at compile time; does nothing. */
export const typed =
  <Expected>() =>
  <Actual>(_value: Actual, ..._same: Equal<Actual, Expected> extends true ? [] : [never]): void => {};

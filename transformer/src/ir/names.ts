/**
 * Fresh names. A name is fresh when no identifier of the whole file spells it, so that a temporary can neither
 * capture nor be captured, wherever later code puts it.
 */
export interface Names {
  /** `hint` itself when the file has no such identifier, else `hint_1`, `hint_2` ... Each answer is given once. */
  fresh(hint: string): string;
}

export function createNames(used: ReadonlySet<string>): Names {
  const taken = new Set(used);
  return {
    fresh(hint) {
      let name = hint;
      for (let n = 1; taken.has(name); n++) name = `${hint}_${n}`;
      taken.add(name);
      return name;
    },
  };
}

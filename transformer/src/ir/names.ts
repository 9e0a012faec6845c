/**
 * Fresh names. A name is fresh when no identifier of the whole file spells it, so that a temporary can neither
 * capture nor be captured, wherever later code puts it.
 */
export interface Names {
  /** `hint` itself when the file has no such identifier, else `hint_1`, `hint_2` ... Each answer is given once. */
  fresh(hint: string): string;
  /**
   * Names for a piece of code that stands by itself: no other such piece is ever printed inside it, so that they may be
   * those of other pieces, and of user code outside. `fresh` gives none of them later.
   *
   * @param mentioned the names that the piece's own code mentions.
   */
  piece(mentioned: Iterable<string>): Pick<Names, "fresh">;
}

export function createNames(used: ReadonlySet<string>): Names {
  const given = new Set<string>();
  const inPieces = new Set<string>();
  const pick = (hint: string, ...forbidden: readonly ReadonlySet<string>[]): string => {
    let name = hint;
    for (let n = 1; forbidden.some((names) => names.has(name)); n++) name = `${hint}_${n}`;
    return name;
  };
  return {
    fresh(hint) {
      const name = pick(hint, used, given, inPieces);
      given.add(name);
      return name;
    },
    piece(mentioned) {
      const own = new Set(mentioned);
      return {
        fresh(hint) {
          const name = pick(hint, given, own);
          own.add(name);
          inPieces.add(name);
          return name;
        },
      };
    },
  };
}

/**
 * Fresh names. A name is fresh in a part of the file when no identifier in that part spells it and no other fresh name of a
 * part that meets it does, so that a temporary can neither capture nor be captured. Two functions may call theirs alike.
 */

/** A part of the file that a name is seen in: whole statements of a block, or a function with its parameters. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

export interface Names {
  /**
   * `hint` itself where it is fresh, else `hint_1`, `hint_2` ...
   *
   * @param region where the name is seen; all of the file unless told.
   */
  fresh(hint: string, region?: Region): string;
  /**
   * Names for a piece of code that stands by itself: no other such piece is ever printed inside it, so that they may be
   * those of other pieces, and of user code outside. `fresh` gives none of them later.
   *
   * @param mentioned the names that the piece's own code mentions.
   */
  piece(mentioned: Iterable<string>): Pick<Names, "fresh">;
}

const EVERYWHERE: Region = { start: 0, end: Number.POSITIVE_INFINITY };

/** Words that no binding may have, though properties have them: `module.default`. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof undefined using var void while with yield"
  ).split(" "),
);

/**
 * @param used where the file's identifiers stand, by their text.
 * @param reserved names that others will give in this file.
 */
export function createNames(
  used: ReadonlyMap<string, readonly number[]>,
  reserved: ReadonlySet<string> = new Set(),
): Names {
  const given = new Map<string, Region[]>();
  const inPieces = new Set<string>();
  const pick = (hint: string, isTaken: (name: string) => boolean): string => {
    let name = hint;
    for (let n = 1; RESERVED.has(name) || reserved.has(name) || isTaken(name); n++) name = `${hint}_${n}`;
    return name;
  };
  return {
    fresh(hint, region = EVERYWHERE) {
      const isMentioned = (name: string): boolean =>
        used.get(name)?.some((at) => region.start <= at && at < region.end) ?? false;
      const isGiven = (name: string): boolean =>
        given.get(name)?.some((other) => other.start < region.end && region.start < other.end) ?? false;
      const name = pick(hint, (each) => inPieces.has(each) || isMentioned(each) || isGiven(each));
      given.set(name, [...(given.get(name) ?? []), region]);
      return name;
    },
    piece(mentioned) {
      const own = new Set(mentioned);
      return {
        fresh(hint) {
          const name = pick(hint, (each) => given.has(each) || own.has(each));
          own.add(name);
          inPieces.add(name);
          return name;
        },
      };
    },
  };
}

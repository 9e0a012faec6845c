/**
 * Exhaustiveness of nested matches, after Maranget ("Warnings for pattern matching", 2007): a path through the decision
 * that ends in no arm, read back as a pattern, is a value that nothing takes.
 *
 *     { Ok: match(payload, { Some }), Err }   over  Result<Option<_>, _>   ->   Ok(None)
 *
 * Divergence: a named arm commits. What its inner match does not take never falls back to the outer `_`, so that there is
 * no matrix to specialise, and the work is one step for each variant that is looked at.
 */

/** A match, as far as its exhaustiveness goes. */
export interface Nest<Site> {
  readonly site: Site;
  readonly variants: readonly { readonly key: string; readonly holds: boolean }[];
  /** Values that no list of keys can name. */
  readonly open: boolean;
  /** By key; `undefined` is the key of `_`. */
  readonly arms: ReadonlyMap<string | undefined, Nest<Site> | undefined>;
}

export interface Witness<Site> {
  /** The match that does not take the value. */
  readonly site: Site;
  /** The value as a pattern: `Ok(Some(_))`. */
  readonly pattern: string;
}

export interface Uncovered<Site> {
  readonly witnesses: readonly Witness<Site>[];
  /** Variants looked at. */
  readonly steps: number;
  /** The fuel ran out: there may be more. */
  readonly exhausted: boolean;
}

/** One arm may be asked about once for every path that leads to it: deep nests of wide unions are cut off. */
const FUEL = 20_000;

export function uncovered<Site>(nest: Nest<Site>, fuel: number = FUEL): Uncovered<Site> {
  const witnesses: Witness<Site>[] = [];
  let steps = 0;
  /** `wrap` puts a pattern of `at` into the pattern of the outermost value; `skips` are keys that cannot come in. */
  const visit = (at: Nest<Site>, wrap: (pattern: string) => string, skips: ReadonlySet<string>): void => {
    const rest = at.arms.get(undefined);
    for (const { key, holds } of at.variants) {
      if (steps >= fuel) return;
      if (skips.has(key)) continue;
      steps++;
      if (at.arms.has(key)) {
        const inner = at.arms.get(key);
        if (inner !== undefined) visit(inner, (pattern) => wrap(`${key}(${pattern})`), NONE);
      } else if (!at.arms.has(undefined)) {
        witnesses.push({ site: at.site, pattern: wrap(holds ? `${key}(_)` : key) });
      }
    }
    if (at.open && !at.arms.has(undefined)) witnesses.push({ site: at.site, pattern: wrap("_") });
    // `_` hands on the value itself, of which the named arms have taken theirs.
    if (rest !== undefined) visit(rest, wrap, new Set([...skips, ...namesOf(at)]));
  };
  visit(nest, (pattern) => pattern, NONE);
  return { witnesses, steps, exhausted: steps >= fuel };
}

const NONE: ReadonlySet<string> = new Set();

function* namesOf(nest: Nest<unknown>): Iterable<string> {
  for (const key of nest.arms.keys()) if (key !== undefined) yield key;
}

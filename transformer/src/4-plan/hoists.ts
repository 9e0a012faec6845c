/** Temporaries that expressions need, by the anchor in front of which they are declared. */
import type { Rewrite, Stmt } from "../ir/code.js";
import { name } from "../ir/code.js";
import type { Anchor } from "../ir/match.js";

export class Hoists {
  readonly #byAnchor = new Map<number, { readonly anchor: Anchor; readonly names: string[] }>();

  add(anchor: Anchor, names: readonly string[]): void {
    if (names.length === 0) return;
    const entry = this.#byAnchor.get(anchor.at.id) ?? { anchor, names: [] };
    entry.names.push(...names);
    this.#byAnchor.set(anchor.at.id, entry);
  }

  /** The names that wait at `id`, for whoever gives that code a new place. */
  take(id: number): readonly string[] {
    const entry = this.#byAnchor.get(id);
    this.#byAnchor.delete(id);
    return entry?.names ?? [];
  }

  rewrites(): Rewrite[] {
    return [...this.#byAnchor.values()].map(({ anchor, names }) => ({
      kind: "before",
      target: anchor.at,
      with: declareAll(names),
      anchor: anchor.kind,
      embedded: anchor.embedded,
    }));
  }
}

export const declareAll = (names: readonly string[]): Stmt[] =>
  names.length === 0
    ? []
    : [{ kind: "declare", keyword: "let", bindings: names.map((text) => ({ target: name(text) })) }];

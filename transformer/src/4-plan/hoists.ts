/**
 * What has to stand in front of a place: temporaries that expressions need, and statements that were lifted out of an
 * expression. Kept by the anchor in front of which they go, in the order in which they were planned.
 */
import type { Rewrite, Stmt } from "../ir/code.js";
import { name } from "../ir/code.js";
import type { Anchor } from "../ir/match.js";

interface Entry {
  readonly anchor: Anchor;
  readonly names: string[];
  readonly statements: Stmt[];
  /** Functions refer to some of the names, so that every evaluation needs names of its own. */
  captured: boolean;
}

export class Hoists {
  readonly #byAnchor = new Map<number, Entry>();

  add(
    anchor: Anchor,
    names: readonly string[],
    statements: readonly Stmt[] = [],
    captured: boolean = false,
  ): void {
    if (names.length === 0 && statements.length === 0) return;
    const entry = this.#byAnchor.get(anchor.at.id) ?? { anchor, names: [], statements: [], captured: false };
    entry.captured ||= captured;
    entry.names.push(...names);
    entry.statements.push(...statements);
    this.#byAnchor.set(anchor.at.id, entry);
  }

  /** What waits at `id`, for whoever gives that code a new place. */
  take(id: number): Stmt[] {
    const entry = this.#byAnchor.get(id);
    this.#byAnchor.delete(id);
    return entry === undefined ? [] : [...declareAll(entry.names), ...entry.statements];
  }

  /** The temporaries that wait at `id`, when nothing but temporaries does: then they can be declared elsewhere. */
  names(id: number): readonly string[] | undefined {
    const entry = this.#byAnchor.get(id);
    if (entry === undefined) return [];
    return entry.statements.length === 0 ? entry.names : undefined;
  }

  /** Whether functions refer to what {@link names} tells. */
  areCaptured(id: number): boolean {
    return this.#byAnchor.get(id)?.captured ?? false;
  }

  /** Takes away what {@link names} told. */
  drop(id: number): void {
    this.#byAnchor.delete(id);
  }

  rewrites(): Rewrite[] {
    return [...this.#byAnchor.values()].map(({ anchor, names, statements }) => ({
      kind: "before",
      target: anchor.at,
      with: [...declareAll(names), ...statements],
      anchor: anchor.kind,
      embedded: anchor.embedded,
      ...(anchor.cut !== undefined && { cut: anchor.cut }),
    }));
  }
}

const declareAll = (names: readonly string[]): Stmt[] =>
  names.length === 0
    ? []
    : [{ kind: "declare", keyword: "let", bindings: names.map((text) => ({ target: name(text) })) }];

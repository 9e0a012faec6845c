/** One recognised call and what became of it, in source order. */
export interface SiteReport {
  readonly kind: "match" | "task" | "channel";
  /** Offset of the call. */
  readonly start: number;
  readonly length: number;
  readonly outcome:
    | { readonly compiled: true }
    | { readonly compiled: false; readonly code: number; readonly reason: string };
}

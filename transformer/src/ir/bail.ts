/** Why a recognised call stays a call. The code is the diagnostic's number, 8xxx. */
export interface Bail {
  readonly kind: "bail";
  readonly code: number;
  /** What stands in the way and what would let the call compile. */
  readonly reason: string;
}

export const bail = (code: number, reason: string): Bail => ({ kind: "bail", code, reason });

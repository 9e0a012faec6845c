/** Whether a plan mentions the runtime, so that the emitted file has to import it. */
import type { FilePlan } from "../ir/plan.js";

export { RUNTIME_MODULE } from "../ir/code.js";

export function usesRuntime({ rewrites }: FilePlan): boolean {
  const visit = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if ((value as { kind?: unknown }).kind === "runtime") return true;
    return Object.values(value).some(visit);
  };
  return rewrites.some(visit);
}

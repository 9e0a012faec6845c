/**
 * Any phase's data as text, one node a line: what dumps and fixtures show. Plain readonly data with a `kind` is all
 * it asks for, so a new kind of node needs no printer of its own.
 */
export function print(value: unknown): string {
  return lines(value).join("\n");
}

function lines(value: unknown): string[] {
  const flat = inline(value);
  if (flat !== undefined) return [flat];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => mark("- ", lines(item)));
  const entries = Object.entries(value as object).filter(
    ([key, field]) => key !== "kind" && field !== undefined,
  );
  const kind = (value as { kind?: unknown }).kind;
  const short = entries.flatMap(([key, field]) =>
    inline(field) === undefined ? [] : [`${key}=${inline(field)}`],
  );
  const long = entries.filter(([, field]) => inline(field) === undefined);
  const head = [typeof kind === "string" ? kind : "", ...short].filter(Boolean).join(" ");
  return [
    ...(head === "" ? [] : [head]),
    ...long.flatMap(([key, field]) => [`  ${key}:`, ...lines(field).map((line) => `    ${line}`)]),
  ];
}

const mark = (sign: string, [first = "", ...rest]: string[]): string[] => [
  sign + first,
  ...rest.map((line) => `  ${line}`),
];

function inline(value: unknown): string | undefined {
  if (value === undefined) return "undefined";
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : undefined;
  if ((value as { kind?: unknown }).kind === "handle") return `‹${(value as { text: string }).text}›`;
  return undefined;
}

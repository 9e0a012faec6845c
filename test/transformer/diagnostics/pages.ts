/** The diagnostics' pages, read: their code, and the program that fails and the one that does not. */
import { readdirSync, readFileSync } from "node:fs";

export interface Page {
  readonly code: string;
  readonly text: string;
  readonly fails: string | undefined;
  readonly fixed: string | undefined;
}

const folder = new URL("../../../transformer/diagnostics/", import.meta.url);

const example = (text: string, heading: string): string | undefined =>
  new RegExp(`^## ${heading}\\n\\n\`\`\`ts\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(text)?.[1];

export const pages: readonly Page[] = readdirSync(folder)
  .sort()
  .map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return {
      code: name.replace(/\.md$/, ""),
      text,
      fails: example(text, "Fails"),
      fixed: example(text, "Fixed"),
    };
  });

/** x9xx: said by the library at run time. */
export const isRuntime = ({ code }: Page): boolean => /^ML[1-8]9/.test(code);
/** 9xxx: said by the hosts. */
export const isInternal = ({ code }: Page): boolean => code.startsWith("ML9");

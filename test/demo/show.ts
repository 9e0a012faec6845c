/** How the demo prints: headings, code with a gutter, notes. Colours on a terminal only. */
const colored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint =
  (code: number) =>
  (text: string): string =>
    colored ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);

export const heading = (text: string): void => console.log(`\n${bold(text)}\n`);
export const note = (text: string): void => console.log(dim(text));

/** Code with a bar in front, so that input and output are told apart from what is said about them. */
export const code = (text: string): void => {
  for (const line of text.trimEnd().split("\n")) console.log(`${dim("  │")} ${line}`);
  console.log();
};

/** The text of `const name = ...;` in a file, to its closing line. */
export const declarationOf = (text: string, name: string): string => {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`const ${name} =`));
  if (start < 0) return `// ${name} is not there`;
  const end = lines.findIndex((line, index) => index >= start && /^\S*\};?$|^\S.*;$/.test(line));
  return lines.slice(start, end + 1).join("\n");
};

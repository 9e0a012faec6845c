/**
 * User code as the phases between lowering and emitting see it: an opaque, addressable piece of the source.
 * What later phases may know about it is a fact that lowering wrote down beside it.
 */
export interface Handle {
  readonly kind: "handle";
  readonly id: number;
  /** Offsets into the file's text, without leading comments and white space. */
  readonly start: number;
  readonly end: number;
  /** The code on one line, shortened: for dumps and messages only. */
  readonly text: string;
  /** A comma expression: it needs parentheses where a comma would mean something else. */
  readonly sequence?: true;
}

/** The two-way table between handles and the nodes of whoever parsed the file. */
export interface Handles<Node> {
  of(node: Node): Handle;
  node(handle: Handle): Node;
}

export function createHandles<Node extends object>(
  describe: (node: Node) => Pick<Handle, "start" | "end" | "text"> & { readonly sequence: boolean },
): Handles<Node> {
  const nodes: Node[] = [];
  const known = new Map<Node, Handle>();
  return {
    of(node) {
      const old = known.get(node);
      if (old !== undefined) return old;
      const { start, end, text, sequence } = describe(node);
      const handle: Handle = {
        kind: "handle",
        id: nodes.length,
        start,
        end,
        text: shorten(text),
        ...(sequence && { sequence }),
      };
      nodes.push(node);
      known.set(node, handle);
      return handle;
    },
    node(handle) {
      const node = nodes[handle.id];
      if (node === undefined) throw new Error(`handle ${handle.id} belongs to another file`);
      return node;
    },
  };
}

function shorten(text: string): string {
  const line = text.slice(0, 240).replace(/\s+/g, " ");
  return line.length <= 60 && text.length <= 240 ? line : `${line.slice(0, 57)}...`;
}

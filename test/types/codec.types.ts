/** The types of codecs. Nothing here runs: `tsc -b` is the test. */
import { createChannel } from "milost";
import { type Codec, codec } from "milost/threads";
import { type Equal, is } from "./equal.js";

type In<C> = C extends Codec<infer T> ? T : never;

const point = codec.record({ x: "f64", y: codec.f64 });
is<Equal<In<typeof point>, { x: number; y: number }>>(true);

const user = codec.record({
  name: "string",
  age: codec.optional("u32"),
  raw: codec.optional(codec.bytes),
  at: codec.optional(point),
  home: point,
});
is<
  Equal<
    In<typeof user>,
    {
      name: string;
      home: { x: number; y: number };
      age?: number | undefined;
      raw?: Uint8Array | undefined;
      at?: { x: number; y: number } | undefined;
    }
  >
>(true);

const [tx] = await createChannel({ shared: user });
void tx.send({ name: "Ada", home: { x: 1, y: 2 } });
void tx.send({ name: "Ada", home: { x: 1, y: 2 }, age: undefined });
// @ts-expect-error: a name is no number.
void tx.send({ name: 1, home: { x: 1, y: 2 } });
// @ts-expect-error: what is not optional may not be left out.
void tx.send({ name: "Ada" });
// @ts-expect-error: an optional field is optional already.
codec.optional(codec.optional("u32"));

/** The same by hand: an async function with try and catch. */
import { Err, Ok, PanicError, type Result } from "milost";
import { tick } from "./work.ts";

export async function sync1(): Promise<Result<number, PanicError>> {
  try {
    let n = 1;
    n = n + 1;
    return Ok(n);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
}

export async function sync3(): Promise<Result<number, PanicError>> {
  try {
    let n = 1;
    n = n + 1;
    n = n + 1;
    const r2 = Ok(n + 1);
    if (r2._tag === "Err") return r2;
    n = r2.value;
    return Ok(n);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
}

export async function sync10(): Promise<Result<number, PanicError>> {
  try {
    let n = 1;
    n = n + 1;
    n = n + 1;
    const r2 = Ok(n + 1);
    if (r2._tag === "Err") return r2;
    n = r2.value;
    n = n + 1;
    n = n + 1;
    const r5 = Ok(n + 1);
    if (r5._tag === "Err") return r5;
    n = r5.value;
    n = n + 1;
    n = n + 1;
    const r8 = Ok(n + 1);
    if (r8._tag === "Err") return r8;
    n = r8.value;
    n = n + 1;
    return Ok(n);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
}

export async function await1(): Promise<Result<number, PanicError>> {
  try {
    let n = await tick();
    n = n + 1;
    return Ok(n);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
}

export async function await3(): Promise<Result<number, PanicError>> {
  try {
    let n = await tick();
    n = n + 1;
    n = n + 1;
    const r2 = Ok(n + 1);
    if (r2._tag === "Err") return r2;
    n = r2.value;
    return Ok(n);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
}

export async function await10(): Promise<Result<number, PanicError>> {
  try {
    let n = await tick();
    n = n + 1;
    n = n + 1;
    const r2 = Ok(n + 1);
    if (r2._tag === "Err") return r2;
    n = r2.value;
    n = n + 1;
    n = n + 1;
    const r5 = Ok(n + 1);
    if (r5._tag === "Err") return r5;
    n = r5.value;
    n = n + 1;
    n = n + 1;
    const r8 = Ok(n + 1);
    if (r8._tag === "Err") return r8;
    n = r8.value;
    n = n + 1;
    return Ok(n);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
}

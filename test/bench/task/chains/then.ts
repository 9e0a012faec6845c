/** Promise chains. A rejection is their error; there is no Result. */
import { tick } from "./work.ts";

export const sync1 = () =>
  Promise.resolve(1)
    .then((n) => n + 1)
    .then((n) => n);

export const sync3 = () =>
  Promise.resolve(1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n);

export const sync10 = () =>
  Promise.resolve(1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n);

export const await1 = () =>
  tick()
    .then((n) => n + 1)
    .then((n) => n);

export const await3 = () =>
  tick()
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n);

export const await10 = () =>
  tick()
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n + 1)
    .then((n) => n);

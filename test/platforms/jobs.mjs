/** What the pool of program.mjs runs. It imports nothing: bundlers copy it as it is. */
export const add = (a, b) => a + b;
export const swap = ({ left, right }) => ({ left: right, right: left });
export const fail = (message) => {
  throw new RangeError(message);
};
export const forever = () => {
  for (;;);
};
export const patient = () => new Promise(() => setInterval(() => {}, 1000));

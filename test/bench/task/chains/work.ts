/** The one asynchronous thing that the chains wait for: a function that awaits, and gives a number. */
export const tick = async (): Promise<number> => {
  await null;
  return 1;
};

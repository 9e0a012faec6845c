/**
 * Counts the calls of users' callbacks in the combining functions. A callback may do anything, also make ready
 * what `select` has just found not to be: when the count moved during its round, it makes another.
 */
export const userCode = { runs: 0 };

/** Types of program.mjs for the tests that start it. */
export declare const expected: (transport: "shared" | "port") => string[];

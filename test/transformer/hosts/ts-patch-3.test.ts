import { describe } from "vitest";
import { modesOfTsc } from "./modes.ts";
import { olderPair } from "./project.ts";

describe(olderPair.name, () => modesOfTsc(olderPair));

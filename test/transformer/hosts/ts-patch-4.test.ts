import { describe } from "vitest";
import { modesOfTsc } from "./modes.ts";
import { currentPair } from "./project.ts";

describe(currentPair.name, () => modesOfTsc(currentPair));

import { poolSuite } from "./suite.js";

poolSuite("port");

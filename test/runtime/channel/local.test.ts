import { createChannel } from "milost";
import { channelSuite } from "./suite.js";

channelSuite("channels in one thread", createChannel);

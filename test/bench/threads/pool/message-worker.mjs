/** A thread that answers plain messages. */
import { answerMessages } from "./work.mjs";

answerMessages();

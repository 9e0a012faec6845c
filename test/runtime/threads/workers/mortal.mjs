/** A worker that sends or receives until it is killed. A receiver checks that what it gets is whole. */
import { parentPort, workerData } from "node:worker_threads";
import { Receiver, Sender } from "milost";

const { tag, mode } = workerData;
const number = (n) => tag * 2 ** 32 + n;
const text = (n) => `${tag}:${n}:${"x".repeat((n % 50) * 10)}`;

const send = async (tx) => {
  for (let n = 0; ; ) {
    let sent;
    if (mode === "sync") sent = tx.sendSync(number(n++));
    else if (mode === "strings") sent = tx.sendSync(text(n++));
    else if (mode === "await") sent = await tx.send(number(n++));
    else {
      sent = tx.sendAllSync(
        Array.from({ length: 100 }, (_, i) => (i % 9 === 0 ? text(n + i) : number(n + i))),
      );
      n += 100;
    }
    if (sent._tag === "Err") throw new Error(sent.error.message);
  }
};

const receive = async (rx) => {
  for (;;) {
    if (mode === "await") await rx.receive();
    else if (mode === "batch") rx.receiveManySync(50);
    else rx.receiveSync();
  }
};

if (workerData.tx) {
  const tx = await Sender.from(workerData.tx);
  parentPort.postMessage("at it");
  await send(tx);
} else {
  const rx = await Receiver.from(workerData.rx);
  parentPort.postMessage("at it");
  await receive(rx);
}

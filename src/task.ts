let queue: (() => void)[] = []
let port: MessagePort | undefined

/** Runs something in the next task: at once after what is running, where a timer would wait for a background tab's turn. */
export function queueTask(run: () => void): void {
  port ??= openPort()
  queue.push(run)
  if (queue.length === 1) port.postMessage(undefined)
}

function openPort(): MessagePort {
  const { port1, port2 }: { port1: MessagePort & { unref?(): void }; port2: MessagePort } = new MessageChannel()
  port1.onmessage = () => {
    const due = queue
    queue = []
    for (const run of due) run()
  }
  // A process in Node may end though nobody closes this.
  port1.unref?.()
  return port2
}

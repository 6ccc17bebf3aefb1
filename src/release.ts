/** Below this, in bytes, handing a buffer over takes longer than its memory is worth. */
const MIN_RELEASED_BYTES = 4_096

let port: MessagePort | undefined

/**
 * Frees a buffer now, instead of when garbage is collected: until then Firefox lets a hundred megabytes of a large file pile
 * up. Whoever still has it finds it empty.
 */
export function release(buffer: ArrayBuffer): void {
  if (buffer.byteLength < MIN_RELEASED_BYTES) return
  port ??= closedPort()
  // What is transferred to nobody is gone (HTML, 9.4.4). `ArrayBuffer.transfer()` would leave Chromium holding the memory.
  port.postMessage(undefined, [buffer])
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel()
  port1.close()
  return port1
}

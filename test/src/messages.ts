import type { Json, Room } from '../../src/core.ts'

/** A message as `receive` is called with it. */
export interface Message {
  readonly data: unknown
  readonly peerId: string
  readonly metadata: Json | undefined
}

/** Listens to an action; resolves when that many messages have come, in their order. */
export function messages(room: Room, action: string, count: number): Promise<Message[]> {
  const heard: Message[] = []
  return new Promise((resolve) => {
    room.makeAction(action)[1]((data, peerId, metadata) => {
      heard.push({ data, peerId, metadata })
      if (heard.length === count) resolve(heard)
    })
  })
}

/** Listens to an action; resolves to the data of its next message. */
export async function nextData(room: Room, action: string): Promise<unknown> {
  const [message] = await messages(room, action, 1)
  return message?.data
}

/** Listens to an action; resolves to the stream that its next message is. */
export function nextStream(room: Room, action: string): Promise<ReadableStream<Uint8Array>> {
  return new Promise((resolve) => {
    room.makeAction<ArrayBuffer>(action)[1]((data) => resolve(data), { stream: true })
  })
}

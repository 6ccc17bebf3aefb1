import type { Signaling, MeetingPlace, Strategy } from '../../src/signaling.ts'

/** What the frames of one page, and its other pages, say to each other. `to` is missing for all. */
interface Said {
  readonly from: string
  readonly to?: string
  readonly sealed: string
}

/** A medium without a server: everything goes over a `BroadcastChannel` named by the room's topic. */
export const memory: Strategy = async (_config: object, place: MeetingPlace): Promise<Signaling> => {
  const channel = new BroadcastChannel(await place.topic)
  const url = 'memory:'
  channel.onmessage = ({ data: { from, to, sealed } }: MessageEvent<Said>) => {
    if (from === place.selfId) return
    if (to === undefined) place.onGreeting(sealed)
    else if (to === place.selfId) place.onSignal(sealed)
  }
  let isOpen = true
  const say = (said: Omit<Said, 'from'>): void => {
    if (isOpen) channel.postMessage({ from: place.selfId, ...said } satisfies Said)
  }
  place.onRelay(url, 'open')
  return {
    announce: () => void place.hello().then((sealed) => say({ sealed })),
    send: (peerId, sealed) => say({ to: peerId, sealed }),
    close: async () => {
      isOpen = false
      channel.close()
    },
  }
}

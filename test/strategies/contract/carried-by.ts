import type { MeetingPlace, Strategy } from '../../../src/signaling.ts'

/** What becomes of something that has come over a medium: it is heard whenever `deliver` is called. */
export type Carry = (deliver: () => void, sealed: string) => void

/** A strategy, with something between the medium and the room. */
export function carriedBy<Config>(strategy: Strategy<Config>, carry: Carry): Strategy<Config> {
  return (config, place) => {
    const behind: MeetingPlace = {
      topic: place.topic,
      selfId: place.selfId,
      hello: () => place.hello(),
      onGreeting: (sealed) => carry(() => place.onGreeting(sealed), sealed),
      onSignal: (sealed) => carry(() => place.onSignal(sealed), sealed),
      onRelay: (url, state, error) => place.onRelay(url, state, error),
    }
    return strategy(config, behind)
  }
}

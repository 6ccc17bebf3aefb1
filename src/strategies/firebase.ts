import type { DatabaseReference, DataSnapshot, Unsubscribe } from 'firebase/database'
import { SignalingError } from '../errors.ts'
import type { MeetingPlace, RelayState, Signaling, Strategy } from '../signaling.ts'
import { appIdOf, locate, type FirebaseConfig, type FirebaseLocation } from './firebase-config.ts'
import { openDatabase, type OpenDatabase } from './firebase-database.ts'
import { GREETINGS, greetingPath, isGreeting, messagesPath, roomPath } from './firebase-layout.ts'

export { appIdOf, type FirebaseConfig } from './firebase-config.ts'
export { readOccupants } from './firebase-occupants.ts'

/** How long a database may take to answer before it is reported as closed, in milliseconds. It is still tried. */
const ANSWER_TIMEOUT_MS = 2_000

/** Peers whose messages we listen for at a time: more than a room can hold, for a path that anybody may fill. */
const MAX_NEIGHBOURS = 512

/**
 * Meets in a Firebase Realtime Database: presence is a node that the server removes when the connection ends, a message
 * a node that its reader removes.
 */
export const firebase: Strategy<FirebaseConfig> = (config, place) => {
  const location = locate(config)
  place.onRelay(location.url, 'connecting')
  return open(location, place)
}

// An initialised app says by its database which app this is.
firebase.appIdOf = (config) => (config.firebaseApp ? appIdOf(config) : undefined)

async function open(location: FirebaseLocation, place: MeetingPlace): Promise<Signaling> {
  try {
    const [database, topic] = await Promise.all([openDatabase(location), place.topic])
    return new FirebaseSignaling(database, roomPath(location, topic), location, place)
  } catch (error) {
    place.onRelay(location.url, 'closed')
    throw error
  }
}

/** Another peer that is present. */
interface Neighbour {
  greeting: string
  /** Ends listening for its messages. */
  readonly unsubscribe: Unsubscribe
}

class FirebaseSignaling implements Signaling {
  readonly #open: OpenDatabase
  readonly #location: FirebaseLocation
  readonly #place: MeetingPlace
  readonly #room: DatabaseReference
  readonly #unwatchConnection: Unsubscribe
  readonly #neighbours = new Map<string, Neighbour>()
  /** Peers that may still have messages of ours to read. */
  readonly #addressees = new Set<string>()
  /** To the greetings; none before ours is shown, nor while the rules refuse us. */
  #subscriptions: Unsubscribe[] = []
  #state: RelayState = 'connecting'
  #isConnected = false
  /** Counts the greetings asked for: only the last one is shown. */
  #greetings = 0
  /** What the database shows of us. */
  #shown: string | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #closing: Promise<void> | undefined
  #onConnectionLost: (() => void) | undefined

  constructor(open: OpenDatabase, path: string, location: FirebaseLocation, place: MeetingPlace) {
    const { sdk, database } = open
    this.#open = open
    this.#location = location
    this.#place = place
    this.#room = sdk.ref(database, path)
    this.#awaitAnswer()
    this.#unwatchConnection = sdk.onValue(sdk.ref(database, '.info/connected'), (connected) => {
      if (connected.val() === true) this.#connected()
      else if (this.#isConnected) this.#disconnected()
    })
  }

  announce(): void {
    void this.#greet()
    // Ours stays where it is, and so do theirs: a connection that came to nothing is tried again without any traffic.
    for (const { greeting } of this.#neighbours.values()) this.#place.onGreeting(greeting)
  }

  send(peerId: string, sealed: string): void {
    if (!this.#canWrite()) return
    this.#addressees.add(peerId)
    this.#open.sdk.push(this.#at(messagesPath(this.#place.selfId, peerId)), sealed).then(undefined, this.#refused)
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave()
    return this.#closing
  }

  #connected(): void {
    this.#isConnected = true
    this.#report('connecting')
    void this.#greet()
  }

  #disconnected(): void {
    this.#isConnected = false
    this.#shown = undefined
    this.#onConnectionLost?.()
    if (this.#closing) return
    // What we had written is gone, and who is there will be heard anew.
    this.#unsubscribe()
    this.#addressees.clear()
    this.#report('connecting')
    // Asked for while offline, it goes out in the same instant as what the SDK still had to write.
    this.#removeWhenGone()
  }

  /** Shows our greeting, unless it is there already, and listens for those of others. */
  async #greet(): Promise<void> {
    const turn = ++this.#greetings
    const sealed = await this.#place.hello()
    // Without a connection there is nothing to do: whenever there is one (again), we greet.
    if (turn !== this.#greetings || !this.#canWrite() || sealed === this.#shown) return
    this.#shown = sealed
    this.#removeWhenGone()
    this.#subscribe()
    this.#open.sdk.set(this.#at(greetingPath(this.#place.selfId)), sealed).then(() => {
      if (this.#isConnected && this.#subscriptions.length > 0) this.#report('open')
    }, this.#refused)
  }

  /** The server forgets this when it has carried it out, and the SDK does not ask for it again by itself. */
  #removeWhenGone(): void {
    this.#open.sdk.onDisconnect(this.#room).update(this.#nothing).catch(this.#refused)
  }

  #subscribe(): void {
    if (this.#subscriptions.length > 0) return
    const { onChildAdded, onChildChanged, onChildRemoved } = this.#open.sdk
    const greetings = this.#at(GREETINGS)
    this.#subscriptions = [
      onChildAdded(greetings, this.#heard, this.#refused),
      onChildChanged(greetings, this.#heard),
      onChildRemoved(greetings, this.#gone),
    ]
  }

  #unsubscribe(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    for (const { unsubscribe } of this.#neighbours.values()) unsubscribe()
    this.#subscriptions = []
    this.#neighbours.clear()
  }

  readonly #heard = (snapshot: DataSnapshot): void => {
    if (!isGreeting(snapshot) || snapshot.key === this.#place.selfId) return
    const peerId = snapshot.key
    const greeting = String(snapshot.val())
    const known = this.#neighbours.get(peerId)
    if (known) {
      known.greeting = greeting
    } else {
      if (this.#neighbours.size >= MAX_NEIGHBOURS) return
      const messages = this.#at(messagesPath(peerId, this.#place.selfId))
      const unsubscribe = this.#open.sdk.onChildAdded(messages, this.#read, this.#refused)
      this.#neighbours.set(peerId, { greeting, unsubscribe })
    }
    this.#place.onGreeting(greeting)
  }

  readonly #read = (message: DataSnapshot): void => {
    this.#open.sdk.remove(message.ref).catch(this.#refused)
    const sealed: unknown = message.val()
    if (typeof sealed === 'string') this.#place.onSignal(sealed)
  }

  readonly #gone = ({ key: peerId }: DataSnapshot): void => {
    if (peerId === null) return
    if (peerId === this.#place.selfId) {
      // Not by us: the last will of an earlier connection was carried out late, or somebody has emptied the database.
      this.#shown = undefined
      if (this.#state !== 'closed') void this.#greet()
      return
    }
    this.#neighbours.get(peerId)?.unsubscribe()
    this.#neighbours.delete(peerId)
    if (!this.#addressees.delete(peerId)) return
    this.#open.sdk.remove(this.#at(messagesPath(this.#place.selfId, peerId))).catch(this.#refused)
  }

  /** The rules say no: nothing more is read until the next announcement tries again. */
  readonly #refused = (cause: unknown): void => {
    if (this.#closing) return
    this.#shown = undefined
    this.#unsubscribe()
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#report(
      'closed',
      `refuses access to its "${this.#location.rootPath}" (see its security rules): ${reason}`,
      cause,
    )
  }

  #awaitAnswer(): void {
    this.#silence = setTimeout(() => this.#report('closed', 'does not answer'), ANSWER_TIMEOUT_MS)
  }

  #report(state: RelayState, problem?: string, cause?: unknown): void {
    if (state === this.#state) return
    this.#state = state
    clearTimeout(this.#silence)
    if (state === 'connecting') this.#awaitAnswer()
    const { url } = this.#location
    this.#place.onRelay(url, state, problem === undefined ? undefined : new SignalingError(url, problem, { cause }))
  }

  async #leave(): Promise<void> {
    clearTimeout(this.#silence)
    this.#unsubscribe()
    const { onDisconnect, update } = this.#open.sdk
    // Asked for even while offline: the connection may outlive us for other rooms, and write what we had still to write.
    const removed = Promise.allSettled([update(this.#room, this.#nothing), onDisconnect(this.#room).cancel()])
    if (this.#isConnected) {
      const lost = new Promise<void>((resolve) => {
        this.#onConnectionLost = resolve
        this.#silence = setTimeout(resolve, ANSWER_TIMEOUT_MS)
      })
      await Promise.race([removed, lost])
      clearTimeout(this.#silence)
    }
    this.#unwatchConnection()
    await this.#open.release()
  }

  #canWrite(): boolean {
    return this.#isConnected && !this.#closing
  }

  /** The update that removes all that is ours. */
  get #nothing(): Record<string, null> {
    const { selfId } = this.#place
    return { [greetingPath(selfId)]: null, [messagesPath(selfId)]: null }
  }

  #at(path: string): DatabaseReference {
    return this.#open.sdk.child(this.#room, path)
  }
}

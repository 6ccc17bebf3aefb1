import { createServer } from 'vite'

/** @typedef {typeof import('../../../src/strategies/firebase.ts')} FirebaseModule */
/** @typedef {typeof import('../../../src/occupants.ts')} OccupantsModule */
/** @typedef {typeof import('../../../src/crypto.ts')} CryptoModule */
/** @typedef {typeof import('../meeting-place.ts')} MeetingPlaceModule */

/** The strategy, what belongs to it, and places to use it in, as Node can run them, straight from the TypeScript. */
export async function loadFirebase() {
  const vite = await createServer({
    configFile: false,
    root: new URL('../../..', import.meta.url).pathname,
    appType: 'custom',
    logLevel: 'warn',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  })
  const { firebase } = /** @type {FirebaseModule} */ (await vite.ssrLoadModule('/src/strategies/firebase.ts'))
  const { getOccupants } = /** @type {OccupantsModule} */ (await vite.ssrLoadModule('/src/occupants.ts'))
  const { topicOf } = /** @type {CryptoModule} */ (await vite.ssrLoadModule('/src/crypto.ts'))
  const { RecordingPlace, randomId } = /** @type {MeetingPlaceModule} */ (
    await vite.ssrLoadModule('/test/support/meeting-place.ts')
  )

  /** A place whose greeting stays the same, as a room's does, until it is renewed. */
  class Place extends RecordingPlace {
    /** @param {string} topic @param {string} [selfId] */
    constructor(topic, selfId = randomId()) {
      super(topic)
      this.selfId = selfId
      this.renew()
    }

    renew() {
      this.greeting = `${this.selfId} ${randomId()}`
    }

    /** @override */
    hello() {
      return Promise.resolve(this.greeting ?? '')
    }

    get state() {
      return this.relays.at(-1)?.state
    }

    isOpen() {
      return this.until(() => this.state === 'open')
    }
  }

  return { firebase, getOccupants, topicOf, Place, randomId, unload: () => vite.close() }
}

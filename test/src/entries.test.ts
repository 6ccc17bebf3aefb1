import { expect } from '@open-wc/testing'
import * as core from '../../src/core.ts'
import * as firebase from '../../src/firebase.ts'
import * as index from '../../src/index.ts'
import * as ipfs from '../../src/ipfs.ts'
import * as torrent from '../../src/torrent.ts'

const ENTRIES = { core, firebase, index, ipfs, torrent }

describe('every entry of the library', () => {
  for (const [name, entry] of Object.entries(ENTRIES)) {
    it(`has the classes of its errors and events, and the local ID: ${name}`, () => {
      const { TrysteroError, selfId } = entry
      const failures = new Map([['peer', new Error('gone')]])
      const errors = [
        { error: new entry.ConfigError('appId', 'wrong'), key: 'appId', code: 'config' },
        {
          error: new entry.SignalingError('wss://tracker.example', 'dead'),
          url: 'wss://tracker.example',
          code: 'signaling',
        },
        { error: new entry.PeerError('left', 'peer', 'gone'), peerId: 'peer', code: 'left' },
        { error: new entry.ProtocolError('forged', 'peer', 'bad'), peerId: 'peer', code: 'forged' },
        { error: new entry.SendError(failures), code: 'send' },
      ]
      for (const { error, ...fields } of errors) {
        expect(error).to.be.instanceOf(TrysteroError).and.instanceOf(Error)
        expect(error).to.include(fields)
        expect(error.name).to.equal(error.constructor.name)
        expect(error.message).not.to.equal('')
      }
      expect(new entry.SendError(failures).peerIds).to.deep.equal(['peer'])
      expect(new entry.PeerEvent('peer-join', 'peer')).to.be.instanceOf(Event).and.include({ type: 'peer-join' })
      expect(selfId).to.equal(core.selfId)
    })
  }

  it('of a strategy has its joinRoom; that of Firebase tells who is there, too', () => {
    for (const { joinRoom } of [firebase, index, ipfs, torrent]) expect(joinRoom).to.be.a('function')
    expect(index.joinRoom).to.equal(torrent.joinRoom)
    expect(firebase.getOccupants).to.be.a('function')
    expect(core).not.to.have.property('joinRoom')
  })
})

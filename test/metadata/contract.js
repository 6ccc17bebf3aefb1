/**
 * What users rely on, tag by tag. Names here are fixed: what is taken away or renamed breaks their pages.
 *
 * @typedef {object} Promised
 * @property {string[]} attributes
 * @property {string[]} members properties and methods that are not there as attributes
 * @property {string[]} events
 * @property {string[]} slots
 */

const WHICH_ROOM = [
  'app-id',
  'name',
  'strategy',
  'password',
  'tracker-urls',
  'tracker-redundancy',
  'root-path',
  'swarm-addresses',
]

const PEER_MEDIA = {
  attributes: ['for', 'peer-id', 'label', 'muted', 'controls'],
  members: [],
  events: ['trystero-autoplay-blocked'],
  slots: ['waiting'],
}

const SELF_MEDIA = {
  attributes: ['for', 'label', 'muted', 'hidden-preview', 'manual'],
  members: ['stream', 'start', 'stop'],
  events: ['trystero-error'],
  slots: [],
}

/** @type {Record<string, Promised>} */
export const CONTRACT = {
  'trystero-room': {
    attributes: [...WHICH_ROOM, 'manual', 'state', 'peer-count'],
    members: ['config', 'rtcConfig', 'firebaseApp', 'room', 'peers', 'selfId', 'join', 'leave'],
    events: [
      'trystero-join',
      'trystero-leave',
      'trystero-peer-join',
      'trystero-peer-leave',
      'trystero-peer-stream',
      'trystero-peer-track',
      'trystero-relay',
      'trystero-error',
    ],
    slots: [''],
  },
  'trystero-action': {
    attributes: ['for', 'name', 'target'],
    members: ['send'],
    events: ['trystero-message', 'trystero-progress'],
    slots: [''],
  },
  'trystero-peers': { attributes: ['for'], members: ['peers'], events: [], slots: ['', 'empty'] },
  'trystero-peer': { attributes: ['peer-id'], members: [], events: [], slots: [''] },
  'trystero-peer-video': PEER_MEDIA,
  'trystero-peer-audio': PEER_MEDIA,
  'trystero-self-video': { ...SELF_MEDIA, attributes: [...SELF_MEDIA.attributes, 'source', 'audio'] },
  'trystero-self-audio': SELF_MEDIA,
  'trystero-ping': { attributes: ['for', 'peer-id', 'interval', 'ms'], members: [], events: [], slots: [] },
  'trystero-status': { attributes: ['for'], members: [], events: [], slots: [] },
  'trystero-occupants': { attributes: WHICH_ROOM, members: ['config', 'firebaseApp'], events: [], slots: [] },
  'trystero-chat': { attributes: ['for', 'name', 'nickname'], members: [], events: [], slots: [] },
  'trystero-cursors': { attributes: ['for', 'name'], members: [], events: [], slots: [''] },
  'trystero-files': {
    attributes: ['for', 'name', 'multiple', 'accept', 'max-size'],
    members: [],
    events: [],
    slots: [],
  },
  'trystero-sync': { attributes: ['for', 'name'], members: [], events: [], slots: [''] },
}

import { useEffect, useRef, useState } from 'react'
import type { TrysteroAction, TrysteroRoom } from 'trystero-elements'
import type {} from 'trystero-elements/jsx'

const name = location.hash.slice(1)

export function App() {
  const [isIn, setIsIn] = useState(true)
  const [peers, setPeers] = useState<string[]>([])
  const [messages, setMessages] = useState<string[]>([])
  const action = useRef<TrysteroAction>(null)

  const toggle = () => {
    setIsIn(!isIn)
    setPeers([])
  }

  return (
    <>
      <button id="toggle" onClick={toggle}>
        {isIn ? 'Leave' : 'Join'}
      </button>
      {isIn && (
        <trystero-room
          id="room"
          app-id="frameworks"
          name={name}
          trackerUrls={['/tracker']}
          rtcConfig={{ iceServers: [], bundlePolicy: 'max-bundle' }}
          config={{ maxPayload: 1000 }}
          ontrystero-peer-join={({ detail }) => setPeers((peers) => [...peers, detail.peerId])}
          ontrystero-peer-leave={({ detail }) =>
            setPeers((peers) => peers.filter((peerId) => peerId !== detail.peerId))
          }
        >
          <trystero-action
            name="chat"
            ref={action}
            ontrystero-message={({ detail }) => setMessages((messages) => [...messages, String(detail.data)])}
          />
          <button id="send" onClick={() => void action.current?.send('from the app')}>
            Send
          </button>
          <ol id="messages">
            {messages.map((message, index) => (
              <li key={index}>{message}</li>
            ))}
          </ol>
          <ul id="peers">
            {peers.map((peerId) => (
              <li key={peerId}>
                <trystero-peer-video peer-id={peerId} muted />
                <trystero-ping peerId={peerId} interval={100} />
              </li>
            ))}
          </ul>
        </trystero-room>
      )}
      <JoinedByEffect />
    </>
  )
}

/** Joins and leaves as an effect does it: twice in StrictMode. */
function JoinedByEffect() {
  const room = useRef<TrysteroRoom>(null)
  useEffect(() => {
    const { current } = room
    void current?.join()
    return () => void current?.leave()
  }, [])
  return (
    <trystero-room
      id="by-effect"
      manual
      app-id="frameworks"
      name={`${name}-by-effect`}
      tracker-urls="/tracker"
      ref={room}
    />
  )
}

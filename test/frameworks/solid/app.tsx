import { createSignal, For, Show } from 'solid-js'
import type { TrysteroAction } from 'trystero-elements'
import type {} from 'trystero-elements/jsx'

const name = location.hash.slice(1)

export function App() {
  const [isIn, setIsIn] = createSignal(true)
  const [peers, setPeers] = createSignal<string[]>([])
  const [messages, setMessages] = createSignal<string[]>([])
  let action: TrysteroAction | undefined

  const toggle = () => {
    setIsIn(!isIn())
    setPeers([])
  }

  return (
    <>
      <button id="toggle" onClick={toggle}>
        {isIn() ? 'Leave' : 'Join'}
      </button>
      <Show when={isIn()}>
        <trystero-room
          id="room"
          app-id="frameworks"
          name={name}
          prop:trackerUrls={['/tracker']}
          prop:rtcConfig={{ iceServers: [], bundlePolicy: 'max-bundle' }}
          config={{ maxPayload: 1000 }}
          on:trystero-peer-join={({ detail }) => setPeers((peers) => [...peers, detail.peerId])}
          on:trystero-peer-leave={({ detail }) =>
            setPeers((peers) => peers.filter((peerId) => peerId !== detail.peerId))
          }
        >
          <trystero-action
            name="chat"
            ref={action}
            on:trystero-message={({ detail }) => setMessages((messages) => [...messages, String(detail.data)])}
          />
          <button id="send" onClick={() => void action?.send('from the app')}>
            Send
          </button>
          <ol id="messages">
            <For each={messages()}>{(message) => <li>{message}</li>}</For>
          </ol>
          <ul id="peers">
            <For each={peers()}>
              {(peerId) => (
                <li>
                  <trystero-peer-video peer-id={peerId} muted />
                  <trystero-ping prop:peerId={peerId} interval={100} />
                </li>
              )}
            </For>
          </ul>
        </trystero-room>
      </Show>
    </>
  )
}

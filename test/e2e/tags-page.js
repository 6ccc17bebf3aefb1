/**
 * A page without a script of its own: whoever opens it is in the room, in the list, in the chat, and on camera.
 *
 * @param {string} attributes of the room
 */
export function tagsPage(attributes) {
  return `<!doctype html>
    <link rel="icon" href="data:," />
    <script type="module" src="/dist/cdn/trystero-elements.js"></script>
    ${roomTags(attributes)}`
}

/**
 * A room's tags.
 *
 * @param {string} attributes
 */
export function roomTags(attributes) {
  return `
    <trystero-room ${attributes}>
      <trystero-self-video></trystero-self-video>
      <trystero-peers>
        <template>
          <section>
            <h2 data-text="peerId"></h2>
            <trystero-peer-video></trystero-peer-video>
          </section>
        </template>
      </trystero-peers>
      <trystero-action name="chat">
        <ul><template><li data-text="data.text"></li></template></ul>
        <form><input name="text" /><button>Send</button></form>
      </trystero-action>
    </trystero-room>`
}

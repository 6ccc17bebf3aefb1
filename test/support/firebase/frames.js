/** Longer messages travel in pieces of this many characters, after a frame that holds only their number. */
const FRAME_CHARACTERS = 16384

/** The client's sign of life: nothing to answer. */
const KEEP_ALIVE = '0'

/** The frames that carry one message. @param {unknown} message @returns {string[]} */
export const toFrames = (message) => {
  const text = JSON.stringify(message)
  if (text.length <= FRAME_CHARACTERS) return [text]
  const pieces = []
  for (let start = 0; start < text.length; start += FRAME_CHARACTERS) {
    pieces.push(text.slice(start, start + FRAME_CHARACTERS))
  }
  return [String(pieces.length), ...pieces]
}

/** Puts the frames of one socket together again. */
export class FrameReader {
  #missing = 0
  #pieces = ''

  /** The message that this frame completes, if it does. @param {string} frame @returns {unknown} */
  read(frame) {
    if (this.#missing === 0) {
      if (frame === KEEP_ALIVE) return undefined
      if (!/^\d+$/.test(frame)) return JSON.parse(frame)
      this.#missing = Number(frame)
      return undefined
    }
    this.#pieces += frame
    this.#missing -= 1
    if (this.#missing > 0) return undefined
    const message = JSON.parse(this.#pieces)
    this.#pieces = ''
    return message
  }
}

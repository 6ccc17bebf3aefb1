import type { PeerFrame } from '../support/peer-frame.ts'

/** How often a picture changes, in milliseconds. */
const PICTURE_MS = 40

/** A stream of a picture that keeps changing, of `size` pixels in width and height: what a camera would be. */
export function movingPicture({ document, window }: PeerFrame, size = 64): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) throw new Error('The browser draws nothing')
  let hue = 0
  const draw = (): void => {
    hue = (hue + 30) % 360
    context.fillStyle = `hsl(${hue} 100% 50%)`
    context.fillRect(0, 0, size, size)
  }
  draw()
  // Ends with the frame.
  window.setInterval(draw, PICTURE_MS)
  return canvas.captureStream()
}

/** A track of a tone: what a microphone would be. */
export function tone({ window }: PeerFrame): MediaStreamTrack {
  const audio = new window.AudioContext()
  const destination = audio.createMediaStreamDestination()
  const oscillator = audio.createOscillator()
  oscillator.connect(destination)
  oscillator.start()
  const [track] = destination.stream.getAudioTracks()
  if (!track) throw new Error('The browser makes no sound')
  return track
}

/** The only track of a kind that a stream has. */
export function trackOf(stream: MediaStream, kind: 'audio' | 'video' = 'video'): MediaStreamTrack {
  const [track, ...more] = stream.getTracks().filter((track) => track.kind === kind)
  if (!track || more.length > 0) throw new Error(`${more.length + (track ? 1 : 0)} tracks of ${kind}`)
  return track
}

/** Plays a stream in a frame; resolves once its picture moves and is that many pixels wide. */
export async function plays({ document }: PeerFrame, stream: MediaStream, size = 64): Promise<void> {
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = stream
  document.body.append(video)
  await video.play()
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (video.currentTime > 0 && video.videoWidth === size) resolve()
    }
    for (const type of ['timeupdate', 'resize']) video.addEventListener(type, check)
    check()
  })
  video.remove()
}

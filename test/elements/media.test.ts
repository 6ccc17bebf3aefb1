import { expect } from '@open-wc/testing'
import { sendMouse } from '@web/test-runner-commands'
import type { TrysteroPeerVideo } from '../../elements/trystero-peer-video.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

/** Replaces a call of the frame's `navigator.mediaDevices`, as a device or a user would behave. */
function devices(page: Page, name: 'getUserMedia' | 'getDisplayMedia', call: () => Promise<MediaStream>): void {
  page.frame.window.navigator.mediaDevices[name] = call
}

/** What a browser rejects with, in the frame's realm. */
function refusal(page: Page, name: string): DOMException {
  return new page.frame.window.DOMException('', name)
}

function errorCodes(page: Page): string[] {
  const codes: string[] = []
  page.body.addEventListener('trystero-error', ({ detail }) => codes.push(detail.error.code))
  return codes
}

/** A device that can be pulled out: a page itself can only stop a track, which fires no event. */
class Device {
  readonly #near: RTCPeerConnection
  readonly #far: RTCPeerConnection
  readonly #track: Promise<RTCTrackEvent>

  constructor(page: Page) {
    const { RTCPeerConnection } = page.frame.window
    this.#near = new RTCPeerConnection()
    this.#far = new RTCPeerConnection()
    this.#track = new Promise((resolve) => this.#far.addEventListener('track', resolve))
    const stream = drawnStream(page)
    for (const track of stream.getTracks()) this.#near.addTrack(track, stream)
  }

  async plugIn(): Promise<MediaStream> {
    await this.#negotiate()
    const { streams } = await this.#track
    if (!streams[0]) throw new Error('no stream')
    return streams[0]
  }

  async pullOut(): Promise<void> {
    for (const transceiver of this.#near.getTransceivers()) transceiver.stop()
    await this.#negotiate()
  }

  async #negotiate(): Promise<void> {
    await this.#near.setLocalDescription()
    if (this.#near.localDescription) await this.#far.setRemoteDescription(this.#near.localDescription)
    await this.#far.setLocalDescription()
    if (this.#far.localDescription) await this.#near.setRemoteDescription(this.#far.localDescription)
  }
}

/** A moving picture made by the page. */
function drawnStream(page: Page): MediaStream {
  const canvas = page.frame.document.createElement('canvas')
  const context = canvas.getContext('2d')
  let hue = 0
  const draw = (): void => {
    if (!context) return
    context.fillStyle = `hsl(${(hue += 10)} 50% 50%)`
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  draw()
  page.frame.window.setInterval(draw, 50)
  return canvas.captureStream(20)
}

const VIEW = '<trystero-peers><template><trystero-peer-video muted></trystero-peer-video></template></trystero-peers>'

const videos = (page: Page): HTMLVideoElement[] =>
  [...page.body.querySelectorAll('trystero-peer-video')].flatMap((view) => [
    ...(view.shadowRoot?.querySelectorAll('video') ?? []),
  ])

const isPlaying = (media: HTMLMediaElement | undefined): boolean => media !== undefined && media.currentTime > 0.2

describe('<trystero-self-video> and <trystero-peer-video>', () => {
  afterEach(closePages)

  it('show each other’s camera, whoever comes later', async () => {
    const name = uniqueName()
    const both = `<trystero-self-video></trystero-self-video>${VIEW}`
    const one = await openPage(roomTag(name, both))
    await eventually('it is live', () => one.get('trystero-self-video').matches(':state(live)'))
    const two = await openPage(roomTag(name, both))
    await meet(one, two)
    for (const page of [one, two]) await eventually('the video plays', () => isPlaying(videos(page)[0]))
    expect(inside(one.get('trystero-self-video'), 'video').muted).to.be.true
    expect(inside(two.get('trystero-peer-video'), 'video').muted).to.be.true
    two.get('trystero-self-video').remove()
    await eventually('the video goes', () => videos(one).length === 0)
    expect(one.get('trystero-peer-video').matches(':state(waiting)')).to.be.true
  })

  it('plays what is shared later, and only what has the label', async () => {
    const name = uniqueName()
    const views = `<trystero-peers><template>
      <trystero-peer-video label="slides" class="slides"><i slot="waiting">No slides</i></trystero-peer-video>
      <trystero-peer-video class="all"></trystero-peer-video></template></trystero-peers>`
    const one = await openPage(roomTag(name, views))
    const two = await openPage(
      roomTag(
        name,
        '<trystero-self-video manual label="slides"></trystero-self-video><trystero-self-video manual class="b"></trystero-self-video>',
      ),
    )
    await meet(one, two)
    await eventually('the views are there', () => one.body.querySelector('.all'))
    const count = (name: string): number | undefined => one.get(name).shadowRoot?.querySelectorAll('video').length
    const [labelled, other] = two.body.querySelectorAll('trystero-self-video')
    if (!labelled || !other) throw new Error('two elements are needed')
    other.stream = drawnStream(two)
    await eventually('one is shown', () => count('.all') === 1)
    expect(count('.slides')).to.equal(0)
    expect(one.get('i').checkVisibility()).to.be.true
    labelled.stream = drawnStream(two)
    await eventually('the labelled one is shown', () => count('.slides') === 1)
    expect(count('.all')).to.equal(2)
    labelled.stop()
    await eventually('it is gone', () => count('.slides') === 0)
    expect(count('.all')).to.equal(1)
  })

  it('does not end a stream that the page has made', async () => {
    const page = await openPage(roomTag(uniqueName(), '<trystero-self-video manual></trystero-self-video>'))
    const element = page.get('trystero-self-video')
    const stream = drawnStream(page)
    element.stream = stream
    await element.updateComplete
    expect(element.matches(':state(live)')).to.be.true
    element.stop()
    expect(element.stream).to.equal(null)
    expect(stream.active).to.be.true
  })

  it('starts by a button when manual, and stops the camera when the room is left', async () => {
    const page = await openPage(roomTag(uniqueName(), '<trystero-self-video manual></trystero-self-video>'))
    const element = page.get('trystero-self-video')
    await eventually('it joins', () => page.get('trystero-room').state === 'joined')
    expect(element.stream).to.equal(null)
    inside(element, 'button').click()
    await eventually('it is live', () => element.stream)
    const track = element.stream?.getTracks()[0]
    await page.get('trystero-room').leave()
    await eventually('the camera is off', () => track?.readyState === 'ended')
    expect(element.stream).to.equal(null)
  })

  it('shares on in a room that is joined anew', async () => {
    const [name, otherName] = [uniqueName(), uniqueName()]
    const one = await openPage(roomTag(name, '<trystero-self-video></trystero-self-video>'))
    const two = await openPage(roomTag(otherName, VIEW))
    await eventually('it is live', () => one.get('trystero-self-video').stream)
    const { stream } = one.get('trystero-self-video')
    one.get('trystero-room').name = otherName
    await meet(one, two)
    await eventually('the video plays', () => isPlaying(videos(two)[0]))
    expect(one.get('trystero-self-video').stream === stream, 'the same stream').to.be.true
  })

  it('hides the preview', async () => {
    const page = await openPage(roomTag(uniqueName(), '<trystero-self-video hidden-preview></trystero-self-video>'))
    const element = page.get('trystero-self-video')
    await eventually('it is live', () => element.matches(':state(live)'))
    expect(element.shadowRoot?.querySelector('video')).to.equal(null)
  })

  for (const [name, code] of [
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
  ] as const) {
    it(`says ${code} for a ${name}, and tries again by a button`, async () => {
      const page = await openPage()
      const codes = errorCodes(page)
      devices(page, 'getUserMedia', () => Promise.reject(refusal(page, name)))
      const own = `<span slot="${code}">In other words</span>`
      page.html = roomTag(uniqueName(), `<trystero-self-video>${own}</trystero-self-video>`)
      const element = page.get('trystero-self-video')
      await eventually('it says so', () => element.matches(`:state(${code})`))
      expect(codes).to.deep.equal([code])
      expect(page.get('span').checkVisibility()).to.be.true
      devices(page, 'getUserMedia', () => Promise.resolve(drawnStream(page)))
      inside(element, 'button').click()
      await eventually('it is live', () => element.matches(':state(live)'))
      expect(element.matches(`:state(${code})`)).to.be.false
      expect(page.uncaught).to.deep.equal([])
    })
  }

  it('says that the device was pulled out', async () => {
    const page = await openPage()
    const codes = errorCodes(page)
    const device = new Device(page)
    devices(page, 'getUserMedia', () => device.plugIn())
    page.html = roomTag(uniqueName(), '<trystero-self-video></trystero-self-video>')
    const element = page.get('trystero-self-video')
    await eventually('it is live', () => element.matches(':state(live)'))
    await device.pullOut()
    await eventually('it says so', () => element.matches(':state(ended)'))
    expect(codes).to.deep.equal(['ended'])
    expect(inside(element, '[part=message]').innerText).to.equal('The device was disconnected.')
  })

  it('shares a screen by a button, and says when the browser’s bar has ended it', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, VIEW))
    const two = await openPage()
    const codes = errorCodes(two)
    const device = new Device(two)
    devices(two, 'getDisplayMedia', () => device.plugIn())
    two.html = roomTag(name, '<trystero-self-video source="screen"></trystero-self-video>')
    const element = two.get('trystero-self-video')
    await meet(one, two)
    expect(element.stream).to.equal(null)
    inside(element, 'button').click()
    await eventually('the other sees it', () => videos(one).length === 1)
    await device.pullOut()
    await eventually('it says so', () => element.matches(':state(stopped)'))
    await eventually('the other no longer sees it', () => videos(one).length === 0)
    expect(codes).to.deep.equal(['stopped'])
  })

  it('follows tracks that are added, replaced and removed', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, VIEW))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const { room } = two.get('trystero-room')
    const stream = drawnStream(two)
    const [track] = stream.getVideoTracks()
    room?.addStream(stream)
    await eventually('the video plays', () => isPlaying(videos(one)[0]))
    const [video] = videos(one)
    const other = drawnStream(two).getVideoTracks()[0]
    if (!track || !other) throw new Error('no track')
    room?.replaceTrack(track, other, stream)
    track.stop()
    const time = video?.currentTime ?? 0
    await eventually('it goes on with the other track', () => video && video.currentTime > time + 0.2)
    expect(videos(one)[0] === video, 'the same element').to.be.true
    room?.removeTrack(other, stream)
    await eventually('it waits', () => one.get('trystero-peer-video').matches(':state(waiting)'))
  })

  it('plays on after it was out of the page', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, VIEW))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    two.get('trystero-room').room?.addStream(drawnStream(two))
    await eventually('the video plays', () => isPlaying(videos(one)[0]))
    const view = one.get('trystero-peers')
    const [video] = videos(one)
    view.remove()
    await eventually('it pauses', () => video?.paused)
    one.get('trystero-room').append(view)
    await eventually('it is there again', () => videos(one)[0] && !videos(one)[0]?.paused)
    const time = videos(one)[0]?.currentTime ?? 0
    await eventually('it plays on', () => (videos(one)[0]?.currentTime ?? 0) > time + 0.2)
  })

  describe('where the browser blocks autoplay', () => {
    let one: Page
    let two: Page
    let view: TrysteroPeerVideo
    let blocked: string[]
    let prototype: HTMLMediaElement
    let play: HTMLMediaElement['play']

    const refuse = (): Promise<never> => Promise.reject(refusal(one, 'NotAllowedError'))

    beforeEach(async () => {
      const name = uniqueName()
      one = await openPage()
      prototype = one.frame.window.HTMLMediaElement.prototype
      play = Reflect.get(prototype, 'play')
      prototype.play = refuse
      blocked = []
      one.body.addEventListener('trystero-autoplay-blocked', ({ detail }) => blocked.push(detail.peerId))
      one.html = roomTag(name, VIEW)
      two = await openPage(roomTag(name, '<trystero-self-video></trystero-self-video>'))
      await eventually('it is blocked', () => blocked.length === 1)
      view = one.get('trystero-peer-video')
      await view.updateComplete
      prototype.play = play
    })

    const plays = async (): Promise<void> => {
      await eventually('it plays', () => isPlaying(videos(one)[0]) && !view.matches(':state(blocked)'))
      expect(view.shadowRoot?.querySelector('button')).to.equal(null)
    }

    it('say so, and offer a button', async () => {
      expect(blocked).to.deep.equal([two.selfId])
      expect(view.matches(':state(blocked)')).to.be.true
      inside(view, 'button').click()
      await plays()
    })

    it('still do so after the element was moved', async () => {
      prototype.play = refuse
      one.body.querySelector('trystero-peer')?.append(view)
      await eventually('it is blocked again', () => blocked.length === 2)
      expect(view.matches(':state(blocked)')).to.be.true
      prototype.play = play
      one.frame.document.dispatchEvent(new KeyboardEvent('keydown'))
      await plays()
    })

    for (const event of [new PointerEvent('pointerup'), new KeyboardEvent('keydown')]) {
      it(`play with the next gesture anywhere on the page: ${event.type}`, async () => {
        one.frame.document.dispatchEvent(event)
        await plays()
      })
    }
  })
})

describe('<trystero-self-audio> and <trystero-peer-audio>', () => {
  afterEach(closePages)

  it('carry the microphone', async () => {
    const name = uniqueName()
    const one = await openPage(
      roomTag(
        name,
        '<trystero-peers><template><trystero-peer-audio muted></trystero-peer-audio></template></trystero-peers>',
      ),
    )
    const two = await openPage(roomTag(name, '<trystero-self-audio></trystero-self-audio>'))
    await meet(one, two)
    const self = two.get('trystero-self-audio')
    await eventually('it is there', () =>
      one.body.querySelector('trystero-peer-audio')?.shadowRoot?.querySelector('audio'),
    )
    // Sound wants a gesture first, anywhere on its page.
    one.frame.element.scrollIntoView()
    const { x, y } = one.frame.element.getBoundingClientRect()
    await sendMouse({ type: 'click', position: [Math.ceil(x) + 50, Math.ceil(y) + 100] })
    await eventually('it plays', () => {
      const audio = one.body.querySelector('trystero-peer-audio')?.shadowRoot?.querySelector('audio')
      return isPlaying(audio ?? undefined)
    })
    expect(inside(self, '[part=indicator]').innerText).to.equal('Microphone on')
    self.muted = true
    await self.updateComplete
    expect(self.stream?.getAudioTracks()[0]?.enabled).to.be.false
    expect(inside(self, '[part=indicator]').innerText).to.equal('Microphone muted')
    expect(self.matches(':state(muted)')).to.be.true
  })
})

/** What a frame can import: it has its own copy of every module, so its own `selfId`. */
type Import = <Module>(path: string) => Promise<Module>

/** A same-origin page within the test's page: a realm, and so a peer, of its own. */
export class PeerFrame {
  readonly element: HTMLIFrameElement
  readonly window: Window & typeof globalThis
  readonly document: Document
  /**
   * Imports a module inside the frame, by its path from the root: `frame.import('/src/index.ts')`. It has to be among
   * those that frame-modules.js lists.
   */
  readonly import: Import

  private constructor(element: HTMLIFrameElement) {
    const { contentWindow, contentDocument } = element
    if (!contentWindow || !contentDocument) throw new Error('The frame has not been loaded')
    this.element = element
    this.window = contentWindow as Window & typeof globalThis
    this.document = contentDocument
    // An import runs in the realm of the function that says it. In a string, so that the bundler leaves it alone.
    const importThere = new this.window.Function('path', 'return import(path)') as Import
    this.import = (path) => importThere(`/__frame-modules${path.replace(/\.ts$/, '.js')}`)
  }

  /** Opens an empty page; `url` for another one of the same origin. */
  static async open(url = '/test/support/peer-frame.html'): Promise<PeerFrame> {
    const element = document.createElement('iframe')
    element.allow = 'camera; microphone; display-capture; autoplay'
    element.src = url
    const loaded = new Promise((resolve) => {
      element.addEventListener('load', resolve, { once: true })
    })
    document.body.append(element)
    await loaded
    return new PeerFrame(element)
  }

  /** As closing a tab: whatever runs in it ends at once. */
  close(): void {
    this.element.remove()
  }
}

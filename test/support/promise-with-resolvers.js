// libp2p 3 asks for `Promise.withResolvers`, which Node has from version 22.

function withResolvers() {
  /** @type {Partial<Record<'resolve' | 'reject', (value: unknown) => void>>} */
  const settle = {}
  const promise = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }))
  return { promise, ...settle }
}

if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers })

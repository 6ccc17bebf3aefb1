/** Stands in for `debug`, whose logging simple-peer and ipfs-core bring along and nobody reads in a page. */
const silent = Object.assign(() => undefined, { enabled: false, extend: () => silent })

const debug = Object.assign(() => silent, { enabled: () => false, disable: () => '', formatters: {} })

// The second name is what CommonJS modules get.
export { debug as default, debug as 'module.exports' }

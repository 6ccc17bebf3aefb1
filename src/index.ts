// The library with its default strategy.
export * from './torrent.ts'

/** What happens to the page as a whole. */
export interface PageWatcher {
  /** It is closed, left, or put into the back/forward cache: the last chance to say anything. */
  onHide(): void
  /** It is back from the back/forward cache. */
  onRestore(): void
}

/** Watches the page that this runs in, if it is one. Returns how to stop. */
export function watchPage(watcher: PageWatcher): () => void {
  if (typeof window === 'undefined') return () => undefined
  const onPageHide = (): void => watcher.onHide()
  const onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) watcher.onRestore()
  }
  window.addEventListener('pagehide', onPageHide)
  window.addEventListener('pageshow', onPageShow)
  return () => {
    window.removeEventListener('pagehide', onPageHide)
    window.removeEventListener('pageshow', onPageShow)
  }
}

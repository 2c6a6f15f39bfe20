/** Hears from the browser that the network or the page came back, where there is a browser. */
import type { Off } from './listeners.ts'

interface Target {
  addEventListener?(type: string, run: () => void): void
  removeEventListener?(type: string, run: () => void): void
}

/** `changed('back')`: online again, or visible again after a sleep. `changed('gone')`: offline, as far as the browser knows. */
export const watchNetwork = (changed: (how: 'back' | 'gone') => void): Off => {
  const page = globalThis as Target & { document?: Target & { visibilityState?: string } }
  const { document } = page
  const back = () => changed('back')
  const gone = () => changed('gone')
  const seen = () => {
    if (document?.visibilityState === 'visible') changed('back')
  }
  page.addEventListener?.('online', back)
  page.addEventListener?.('offline', gone)
  document?.addEventListener?.('visibilitychange', seen)
  return () => {
    page.removeEventListener?.('online', back)
    page.removeEventListener?.('offline', gone)
    document?.removeEventListener?.('visibilitychange', seen)
  }
}

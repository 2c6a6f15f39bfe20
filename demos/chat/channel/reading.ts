/** What I have seen: read marks go out only while the newest line is before somebody's eyes. */
import type { ChatChannel } from '@tutti/client/chat'

export interface Reading {
  /** Where what was unread begins, as long as this is worth a mark. */
  readonly mark: number | undefined
  /** How many wait above, until they have been seen. */
  readonly above: number
  /** The newest is on the screen, or is not. */
  look(atBottom: boolean): void
  /** The mark itself is on the screen. */
  seen(): void
  forget(): void
  close(): void
}

const eyes = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** `changed`: the mark stands elsewhere now. */
export const makeReading = (channel: ChatChannel, changed: () => void): Reading => {
  let mark = channel.firstUnread
  let above = mark === undefined ? 0 : channel.unread
  let bottom = false
  let told = 0
  const look = (): void => {
    if (bottom && eyes()) {
      if (channel.lastN > told) {
        told = channel.lastN
        channel.read()
      }
      return
    }
    // Something came while nobody looked: it begins here.
    const first = channel.firstUnread
    if (first === undefined || first <= (mark ?? 0) || (mark !== undefined && mark > told)) return
    mark = first
    above = 0
    changed()
  }
  window.addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
  return {
    get mark() {
      return mark
    },
    get above() {
      return above
    },
    look(atBottom) {
      bottom = atBottom
      look()
    },
    seen: () => (above = 0),
    forget() {
      above = 0
      mark = undefined
      told = channel.lastN
      channel.read()
      changed()
    },
    close() {
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    },
  }
}

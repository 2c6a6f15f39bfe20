/** What I have seen: read marks go out only while the newest line is before somebody's eyes. */
import type { ChatChannel } from '@tutti/client/chat'

export interface Reading {
  /** Where what was unread begins, as long as this is worth a mark. */
  readonly mark: number | undefined
  /** How many waited above when the channel was opened, until they have been seen. */
  readonly above: number
  /** The newest is on the screen, or is not. */
  look(atBottom: boolean): void
  /** The mark itself is on the screen. */
  seen(): void
  /** I have written: what was before that is not new to me. */
  written(): void
  forget(): void
  close(): void
}

const eyes = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** `changed`: the mark stands elsewhere now. */
export const makeReading = (channel: ChatChannel, changed: () => void): Reading => {
  // What came so shortly before it was opened that nobody else thinks it worth a mark.
  let opened = channel.unread > 0 ? (channel.firstUnread ?? channel.me.read + 1) : undefined
  let above = opened === undefined ? 0 : channel.unread
  let bottom = false
  let forgotten: number | undefined
  let shown: number | undefined
  const mark = (): number | undefined => {
    const now = channel.firstUnread ?? opened
    return now === forgotten ? undefined : now
  }
  const look = (): void => {
    if (bottom && eyes()) channel.read()
    if (mark() === shown) return
    shown = mark()
    changed()
  }
  const off = channel.on('me', look)
  window.addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
  return {
    get mark() {
      return mark()
    },
    get above() {
      return above
    },
    look(atBottom) {
      bottom = atBottom
      look()
    },
    seen: () => (above = 0),
    written() {
      above = 0
      opened = undefined
      look()
    },
    forget() {
      above = 0
      forgotten = channel.firstUnread ?? opened
      channel.read()
      look()
    },
    close() {
      off()
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    },
  }
}

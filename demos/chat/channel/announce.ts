/** Says what others write to those who do not see it: once in a while, and never a flood. */
import type { ChatChannel } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import type { Talk } from '../desk.ts'
import { excerpt } from '../timeline/quote.ts'

const PERIOD_MS = 1_200

export const makeAnnouncer = (talk: Talk): { readonly root: HTMLElement; look(): void; close(): void } => {
  const { channel } = talk
  const root = element('div', { class: 'unseen', 'aria-live': 'polite', role: 'log', 'aria-label': 'New messages' })
  let told = channel.lastN
  let timer = 0
  const tell = (): void => {
    timer = 0
    const fresh = newLines(channel, told)
    told = Math.max(told, channel.lastN)
    const [line] = fresh
    if (line === undefined) return
    root.textContent =
      fresh.length > 2
        ? `${fresh.length} new messages`
        : fresh.map((one) => `${one.name}: ${excerpt(one, talk)}`).join('. ')
  }
  return {
    root,
    look() {
      if (timer === 0 && channel.lastN > told) timer = window.setTimeout(tell, PERIOD_MS)
    },
    close: () => window.clearTimeout(timer),
  }
}

const newLines = (channel: ChatChannel, after: number): ChatChannel['lines'] =>
  channel.lines.filter(
    (line) => line.status === 'sent' && line.n > after && line.by !== channel.me.user && line.system === undefined,
  )

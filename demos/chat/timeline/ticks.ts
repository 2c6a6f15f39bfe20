/** How far my own messages have got: sent, delivered, read. Only where few enough listen for it to be of use. */
import type { ChatChannel } from '@tutti/client/chat'
import { icon } from '../../shell/icons.ts'
import type { Names } from '../names.ts'
import { listOf } from '../../shell/words.ts'

/** Groups above this many members have no ticks. */
const MOST_MEMBERS = 12

type Reach = 'sent' | 'delivered' | 'read'

export const hasTicks = (channel: ChatChannel): boolean => {
  const { channel: info } = channel
  return info !== null && info.type !== 'public' && channel.crowd.members <= MOST_MEMBERS
}

/** Writes the tick of every own row in the list; cheap enough to be called for every receipt. */
export const updateTicks = (list: HTMLElement, channel: ChatChannel, names: Names): void => {
  const ticks = hasTicks(channel)
  const others = [...channel.receipts.values()].filter((receipt) => receipt.user !== channel.me.user)
  for (const tick of list.querySelectorAll<HTMLElement>('.message.mine[data-status=sent] > .tick')) {
    const n = Number(tick.closest<HTMLElement>('.row')?.dataset['n'])
    if (!ticks || Number.isNaN(n)) {
      tick.hidden = true
      continue
    }
    const read = others.filter((receipt) => receipt.read >= n)
    const got = others.filter((receipt) => Math.max(receipt.delivered, receipt.read) >= n)
    const all = others.length > 0
    const reach: Reach =
      all && read.length === others.length ? 'read' : all && got.length === others.length ? 'delivered' : 'sent'
    set(
      tick,
      reach,
      read.map((receipt) => names.of(receipt.user)),
    )
  }
}

const WORDS: Readonly<Record<Reach, string>> = { sent: 'Sent', delivered: 'Delivered', read: 'Read' }

const set = (tick: HTMLElement, reach: Reach, readers: readonly string[]): void => {
  const title = readers.length === 0 ? WORDS[reach] : `Read by ${listOf(readers, 8)}`
  if (tick.title !== title) {
    tick.title = title
    tick.setAttribute('role', 'img')
    tick.setAttribute('aria-label', title)
  }
  tick.hidden = false
  if (tick.dataset['reach'] === reach) return
  tick.dataset['reach'] = reach
  tick.replaceChildren(icon(reach === 'sent' ? 'check' : 'checks'))
}

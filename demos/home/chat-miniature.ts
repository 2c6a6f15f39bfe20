/** The chat's card: what is said in the lounge, as it is said. Looking takes no part: a visitor, and unseen. */
import { TuttiError } from '@tutti/client'
import { openChannel } from '@tutti/client/chat'
import type { ChatChannel, ChatLine } from '@tutti/client/chat'
import { plainText } from '../chat/text/markdown.ts'
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import { personColor } from '../shell/people.ts'

const ROOM = 'lounge'
const SHOWN = 7
/** Until somebody has opened the lounge, there is nothing to look at. */
const AGAIN_MS = 15_000

export const chatMiniature = (holder: HTMLElement, client: PageClient): void => {
  const list = element('ol', { class: 'ticker' })
  holder.replaceChildren(list)
  let channel: ChatChannel | undefined
  let timer = 0
  const shown = new Map<string, Element>()

  const draw = (lines: readonly ChatLine[]): void => {
    const said = lines.filter((line) => line.system === undefined && line.deleted !== true && line.status === 'sent')
    const last = said.slice(-SHOWN)
    if (last.length === 0)
      return list.replaceChildren(element('li', { class: 'ticker-quiet' }, 'Nobody has said anything yet.'))
    const keep = new Set(last.map((line) => String(line.n)))
    for (const [key, node] of shown) {
      if (keep.has(key)) continue
      node.remove()
      shown.delete(key)
    }
    list.querySelector('.ticker-quiet')?.remove()
    for (const line of last) {
      const key = String(line.n)
      if (shown.has(key)) continue
      const node = drawLine(line)
      shown.set(key, node)
      list.append(node)
    }
  }
  const enter = (): void => {
    window.clearTimeout(timer)
    openChannel(client, ROOM, { status: 'invisible', store: null }).then(
      (opened) => {
        channel = opened
        shown.clear()
        list.replaceChildren()
        draw(opened.lines)
        opened.on('lines', () => draw(opened.lines))
        opened.on('gone', () => (channel = undefined))
      },
      (error: unknown) => {
        draw([])
        if (error instanceof TuttiError && error.code === 'unknown_room') timer = window.setTimeout(enter, AGAIN_MS)
      },
    )
  }
  enter()
  // Who does not look takes no seat.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      if (channel === undefined) enter()
      return
    }
    window.clearTimeout(timer)
    channel?.close()
    channel = undefined
  })
}

const drawLine = (line: ChatLine): HTMLElement => {
  const chip = element('span', { class: 'chip' })
  chip.style.background = personColor(line.by)
  const words = plainText(line.text, () => '…')
  const [file] = line.files ?? []
  return element(
    'li',
    {},
    chip,
    element('b', {}, line.name),
    element('span', {}, words === '' ? (file?.name ?? '') : words),
  )
}

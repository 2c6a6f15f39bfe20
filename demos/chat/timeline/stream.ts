/** A timeline one can act in: the pointer, the keyboard and the finger on its messages. */
import type { ChatLine } from '@tutti/client/chat'
import type { Talk } from '../desk.ts'
import { refused } from '../../shell/refused.ts'
import { actByKey, makeActions } from './actions.ts'
import { drawRow } from './message.ts'
import { rowShown } from './patch.ts'
import { updateTicks } from './ticks.ts'
import { Timeline } from './timeline.ts'
import type { Source } from './timeline.ts'

export interface StreamOptions {
  readonly label: string
  readonly source: Source
  readonly intro?: HTMLElement
  firstUnread(): number | undefined
  moved(): void
}

const INSIDE = 'button, a, pre, input'

const isAtMessage = (): boolean => (document.activeElement?.closest('.message') ?? null) !== null

export const makeStream = (talk: Talk, options: StreamOptions): Timeline => {
  const actions = makeActions(talk)
  let current: HTMLElement | undefined
  const timeline = new Timeline({
    ...options,
    draw: (row) => {
      const made = drawRow(row, talk)
      // One tab stop for the whole list; what is inside of a message is one only while the message is the current one.
      for (const node of made.querySelectorAll<HTMLElement>(INSIDE)) node.tabIndex = -1
      return made
    },
    moved: () => {
      updateTicks(timeline.list, talk.channel, talk.desk.names)
      options.moved()
    },
    failed: refused('Older messages could not be read'),
  })
  const { root, list } = timeline
  root.tabIndex = 0
  root.setAttribute('aria-label', `${options.label}: arrows move through the messages`)
  root.setAttribute('role', 'region')

  const messageAt = (target: EventTarget | null): HTMLElement | undefined =>
    target instanceof Element ? (target.closest<HTMLElement>('.message') ?? undefined) : undefined
  const lineOf = (message: HTMLElement): ChatLine | undefined => {
    const row = message.closest('.row')
    return row === null ? undefined : rowShown(row)?.lines[0]
  }
  const put = (message: HTMLElement): void => {
    const line = lineOf(message)
    if (line !== undefined && line.system === undefined && line.deleted !== true) actions.put(line, message)
  }
  const enter = (message: HTMLElement): void => {
    if (current !== message) for (const node of current?.querySelectorAll<HTMLElement>(INSIDE) ?? []) node.tabIndex = -1
    current = message
    put(message)
    for (const node of message.querySelectorAll<HTMLElement>(INSIDE)) node.tabIndex = 0
  }
  list.addEventListener('pointerover', (event) => {
    const message = messageAt(event.target)
    if (event.pointerType === 'mouse' && message !== undefined) put(message)
  })
  root.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'mouse' && !isAtMessage()) actions.root.remove()
  })
  list.addEventListener('focusin', (event) => {
    const message = messageAt(event.target)
    if (message !== undefined) enter(message)
  })
  // Who leaves the list comes back into it at its end.
  root.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && root.contains(event.relatedTarget)) return
    for (const node of current?.querySelectorAll<HTMLElement>(INSIDE) ?? []) node.tabIndex = -1
    current = undefined
  })
  // A finger has no way to hover: a tap on a message shows what can be done with it.
  list.addEventListener('click', (event) => {
    const message = messageAt(event.target)
    const onPart = event.target instanceof Element && event.target.closest(INSIDE) !== null
    if (message === undefined || onPart || matchMedia('(hover: hover)').matches) return
    message.focus({ preventScroll: true })
    put(message)
  })

  const step = (by: number): void => {
    const all = [...list.querySelectorAll<HTMLElement>('.message')]
    const at = current?.isConnected === true ? all.indexOf(current) : all.length
    const next = all[Math.max(0, at + by)]
    if (next === undefined) return talk.write()
    next.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'nearest' })
  }
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') step(event.key === 'ArrowUp' ? -1 : 1)
    else if (event.key === 'End') void timeline.toEnd().then(() => talk.write(), refused('The end could not be read'))
    else if (event.key === 'Escape') talk.write()
    else {
      const message = messageAt(event.target)
      const line = message === undefined ? undefined : lineOf(message)
      if (message === undefined || line === undefined || message !== event.target) return
      if (!actByKey(event.key, line, message, talk)) return
    }
    event.preventDefault()
    event.stopPropagation()
  })
  return timeline
}

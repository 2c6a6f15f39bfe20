/** Below a message that has a thread: how long it is, how fresh, and the way in. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Talk } from '../desk.ts'
import { agoOf, countOf } from '../../shell/words.ts'

export const drawThreadLink = (line: ChatLine, talk: Talk): HTMLElement =>
  element(
    'button',
    { class: 'thread-link', click: () => talk.thread(line.n) },
    icon('thread'),
    element('b', {}, countOf(line.replies ?? 0, 'reply', 'replies')),
    ...(line.lastReplyAt === undefined ? [] : [element('span', {}, agoOf(line.lastReplyAt))]),
  )

/** Messages in a panel: found, or pinned; a click goes to where they stand. */
import type { Message } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { avatar } from '../../shell/avatar.ts'
import type { Talk } from '../desk.ts'
import { excerpt } from '../timeline/quote.ts'
import { whenShort, wholeTime } from '../../shell/words.ts'

export const drawHit = (message: Message, talk: Talk, marked = '', ...more: readonly HTMLElement[]): HTMLElement =>
  draw(message, talk, marked, '', more, () => {
    if (message.root === undefined) talk.jump(message.n)
    else talk.thread(message.root)
  })

/** Of any of my channels: it says which. */
export const drawHitIn = (message: Message & { readonly channel: string }, talk: Talk, marked: string): HTMLElement => {
  const { desk } = talk
  const title = desk.hall.channels.find(({ channel }) => channel.room === message.channel)?.channel.title ?? ''
  return draw(message, talk, marked, title, [], () => desk.go(message.channel, message.root ?? message.n))
}

const draw = (
  message: Message,
  talk: Talk,
  marked: string,
  place: string,
  more: readonly HTMLElement[],
  open: () => void,
): HTMLElement => {
  const time = element('time', { datetime: new Date(message.at).toISOString() }, whenShort(message.at))
  time.title = wholeTime(message.at)
  const head = [element('b', {}, talk.desk.names.known(message.by, message.name)), time]
  if (place !== '') head.splice(1, 0, element('span', { class: 'hit-place' }, place))
  const go = element(
    'button',
    {
      class: 'hit-go',
      click: () => {
        open()
        // On a telephone the panel lies over the messages.
        if (matchMedia('(max-width: 720px)').matches) document.querySelector<HTMLElement>('.side .back')?.click()
      },
    },
    element('span', { class: 'hit-head' }, ...head),
    element('span', { class: 'hit-words' }, ...mark(excerpt(message, talk), marked)),
  )
  return element('div', { class: 'hit', role: 'listitem' }, avatar(message.by, message.name, 'small'), go, ...more)
}

/** Shows why it was found. */
const mark = (text: string, words: string): readonly (Node | string)[] => {
  const wanted = words
    .trim()
    .split(/\s+/)
    .filter((word) => word.length > 1)
  if (wanted.length === 0) return [text]
  const any = new RegExp(`(${wanted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi')
  return text.split(any).map((part, i) => (i % 2 === 1 ? element('mark', {}, part) : part))
}

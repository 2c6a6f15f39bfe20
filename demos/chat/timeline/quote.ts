/** The message that another answers: one line of it, and a click that goes there. */
import { element } from '../../shell/dom.ts'
import type { Message } from '../../../shared/chat/types.ts'
import type { Talk } from '../desk.ts'
import { plainText } from '../text/markdown.ts'

/** Quoted messages outside of the window, asked for once. */
const asked = new WeakMap<object, Map<number, Promise<Message | null>>>()

const fetched = (n: number, talk: Talk): Promise<Message | null> => {
  const known = asked.get(talk.channel) ?? new Map<number, Promise<Message | null>>()
  asked.set(talk.channel, known)
  const found = known.get(n) ?? talk.channel.query('message', { n })
  known.set(n, found)
  return found
}

export const excerpt = (message: Message, talk: Talk): string => {
  if (message.deleted === true) return 'This message was deleted.'
  const words = plainText(message.text, (user) => talk.desk.names.of(user))
  const [file] = message.files ?? []
  return words === '' && file !== undefined ? file.name : words
}

export const drawQuote = (n: number, talk: Talk): HTMLElement => {
  const root = element('button', { class: 'quote', click: () => talk.jump(n) })
  const fill = (message: Message | null): void => {
    if (message === null) return root.replaceChildren(element('span', {}, 'A message that is not here any more.'))
    root.setAttribute('aria-label', `In answer to ${message.name}: ${excerpt(message, talk)}`)
    root.replaceChildren(
      element('b', { 'data-name-of': message.by }, talk.desk.names.known(message.by, message.name)),
      element('span', {}, excerpt(message, talk)),
    )
  }
  const near = talk.channel.lines.find((line) => line.status === 'sent' && line.n === n)
  if (near !== undefined) fill(near)
  else {
    fill(null)
    root.replaceChildren(element('span', {}, '…'))
    fetched(n, talk).then(fill, () => undefined)
  }
  return root
}

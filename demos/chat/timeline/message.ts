/** Draws one row: the day and the unread mark above it, then the message with all its parts. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { avatar } from '../../shell/avatar.ts'
import type { Talk } from '../desk.ts'
import { drawText } from '../text/draw.ts'
import { dayName, timeOf, wholeTime } from '../../shell/words.ts'
import { drawFailure } from './failure.ts'
import { drawFiles } from './files.ts'
import { openHistory } from './history.ts'
import { drawQuote } from './quote.ts'
import { drawReactions } from './reactions.ts'
import type { Row } from './rows.ts'
import { drawSystem } from './system.ts'
import { drawThreadLink } from './thread-link.ts'

export const drawRow = (row: Row, talk: Talk): HTMLElement => {
  const [line] = row.lines
  const root = element('div', {
    class: 'row',
    role: 'listitem',
    'data-key': row.key,
    'data-n': line.status === 'sent' ? line.n : undefined,
    'data-at': line.at,
    'data-fresh': row.fresh,
  })
  if (row.day) root.append(element('div', { class: 'day' }, element('span', {}, dayName(line.at))))
  if (row.fresh) root.append(element('div', { class: 'fresh' }, element('span', {}, 'New')))
  root.append(line.system === undefined ? drawMessage(row, line, talk) : drawSystem(row, talk))
  return root
}

const drawMessage = (row: Row, line: ChatLine, talk: Talk): HTMLElement => {
  const { names } = talk.desk
  const mine = line.by === talk.channel.me.user
  const main = element('div', { class: 'message-main' })
  const name = names.known(line.by, line.name)
  if (row.head) main.append(headOf(line, name, mine))
  if (line.reply !== undefined) main.append(drawQuote(line.reply, talk))
  main.append(...bodyOf(line, talk))
  const time = element('time', { class: 'side-time', datetime: new Date(line.at).toISOString() }, timeOf(line.at))
  time.title = wholeTime(line.at)
  const root = element(
    'article',
    {
      class: row.head ? 'message head' : 'message',
      tabindex: -1,
      'data-status': line.status,
      'aria-label': `${name}, ${timeOf(line.at)}`,
    },
    row.head ? avatar(line.by, name) : time,
    main,
    element('span', { class: 'tick', hidden: true }),
  )
  const { me } = names
  const named = line.mentions?.some((user) => user === me || user.startsWith('@')) === true
  root.classList.toggle('for-me', named && !mine)
  root.classList.toggle('mine', mine)
  return root
}

const headOf = (line: ChatLine, name: string, mine: boolean): HTMLElement => {
  const author = element('span', { class: 'author', 'data-name-of': line.by }, name)
  const time = element('time', { datetime: new Date(line.at).toISOString() }, timeOf(line.at))
  time.title = wholeTime(line.at)
  return element('div', { class: 'message-head' }, author, ...(mine ? [element('small', {}, 'you')] : []), time)
}

const bodyOf = (line: ChatLine, talk: Talk): readonly Node[] => {
  if (line.deleted === true)
    return [
      element('div', { class: 'words gone' }, 'This message was deleted.'),
      ...(line.replies === undefined || line.replies === 0 ? [] : [drawThreadLink(line, talk)]),
    ]
  const parts: Node[] = []
  if (line.text !== '') {
    const words = drawText(line.text, talk.desk.names)
    if (line.editedAt !== undefined) (words.lastElementChild ?? words).append(' ', editedMark(line, talk))
    parts.push(words)
  }
  if (line.files !== undefined && line.files.length > 0) parts.push(drawFiles(line.files, talk))
  if (line.status !== 'sent' || line.held !== undefined) parts.push(drawFailure(line, talk))
  const reactions = drawReactions(line, talk)
  if (reactions !== undefined) parts.push(reactions)
  if (line.replies !== undefined && line.replies > 0 && talk.root === undefined) parts.push(drawThreadLink(line, talk))
  return parts
}

const editedMark = (line: ChatLine, talk: Talk): HTMLElement =>
  element(
    'button',
    { class: 'edited', title: 'See what it said before', click: (event) => void openHistory(line, talk, event) },
    'edited',
  )

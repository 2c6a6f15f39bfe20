/** What happened in a channel, in a quiet line: people come and go, a topic changes. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import type { Talk } from '../desk.ts'
import { listOf, timeOf, wholeTime } from '../../shell/words.ts'
import type { Row } from './rows.ts'

export const drawSystem = (row: Row, talk: Talk): HTMLElement => {
  const [line] = row.lines
  const root = element(
    'article',
    { class: 'message system', tabindex: -1 },
    element('span', { class: 'system-words' }, sentenceOf(row, talk)),
    element('time', { datetime: new Date(line.at).toISOString() }, timeOf(line.at)),
  )
  root.title = wholeTime(line.at)
  return root
}

const sentenceOf = (row: Row, talk: Talk): string => {
  const [line] = row.lines
  const { names } = talk.desk
  const who = nameOf(line.by, names.known(line.by, line.name), talk)
  const whom = line.user === undefined ? '' : nameOf(line.user, names.of(line.user), talk).replace(/^You$/, 'you')
  switch (line.system) {
    case 'joined':
      return `${crowdOf(row, talk)} joined`
    case 'left':
      return `${crowdOf(row, talk)} left`
    case 'created':
      return `${who} created this ${talk.channel.channel?.type === 'public' ? 'channel' : 'conversation'}`
    case 'added':
      return `${who} added ${whom === '' ? line.text : whom}`
    case 'kicked':
      return `${who} removed ${whom}`
    case 'banned':
      return `${who} banned ${whom}`
    case 'renamed':
    case 'topic':
      // The host's sentence, which begins with a name.
      return line.text.startsWith(line.name) ? who + line.text.slice(line.name.length) : line.text
    case 'pinned':
      return `${who} pinned a message`
    case 'archived':
      return `${who} archived the channel`
    case 'unarchived':
      return `${who} opened the channel again`
    case undefined:
      return line.text
    default:
      return line.system satisfies never
  }
}

const nameOf = (user: string, name: string, talk: Talk): string => (user === talk.channel.me.user ? 'You' : name)

const crowdOf = (row: Row, talk: Talk): string => {
  const name = (line: ChatLine): string => {
    const user = line.user ?? line.by
    return nameOf(user, user === line.by ? talk.desk.names.known(user, line.name) : talk.desk.names.of(user), talk)
  }
  const all = [...new Set(row.lines.map(name))]
  return listOf([...all.filter((one) => one === 'You'), ...all.filter((one) => one !== 'You')], 4)
}

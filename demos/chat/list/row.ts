/** One channel in the list: its sign, its name, and what waits in it. */
import type { ChannelRow } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Names } from '../names.ts'
import { capped } from '../words.ts'
import { placeHash } from '../address.ts'
import { channelSign } from './sign.ts'

export const unreadOf = (row: ChannelRow): number => (row.member ? Math.max(0, row.lastN - row.read) : 0)

export const rowTitle = (row: ChannelRow, names: Names): string =>
  row.peer === undefined ? row.channel.title : names.known(row.peer.id, row.peer.name)

export const drawChannelRow = (row: ChannelRow, current: boolean, names: Names): HTMLElement => {
  const title = rowTitle(row, names)
  const unread = unreadOf(row)
  const quiet = row.notify === 'none' || (row.notify === 'mentions' && row.mentions === 0)
  const parts: HTMLElement[] = []
  if (row.mentions > 0) parts.push(badge(row.mentions, 'act', `${row.mentions} for you`, '@'))
  if (unread > 0 && !quiet && row.mentions === 0) parts.push(badge(unread, '', `${unread} unread`))
  else if (unread > 0 && row.mentions === 0)
    parts.push(element('span', { class: 'unread-dot', 'aria-label': `${unread} unread` }))
  const muted = row.notify === 'none' ? [element('span', { class: 'row-muted', title: 'Muted' }, icon('mute'))] : []
  const root = element(
    'a',
    {
      class: 'channel-row',
      href: placeHash(row.channel.room),
      'aria-current': current ? 'page' : undefined,
      'data-room': row.channel.room,
    },
    channelSign(row.peer === undefined ? row : { ...row, peer: { ...row.peer, name: title } }),
    element('span', { class: 'row-title', 'data-name-of': row.peer?.id }, title),
    ...muted,
    ...parts,
  )
  root.classList.toggle('unread', unread > 0 && !quiet)
  root.classList.toggle('dim', row.notify === 'none' || row.channel.archived)
  return root
}

const badge = (count: number, kind: string, label: string, before = ''): HTMLElement =>
  element('span', { class: `badge ${kind}`, 'aria-label': label }, `${before}${capped(count)}`)

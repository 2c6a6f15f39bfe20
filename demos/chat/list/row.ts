/** One channel in the list: its sign, its name, and what waits in it. */
import type { ChannelRow } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { statusDot } from '../status-dot.ts'
import type { Desk } from '../desk.ts'
import type { Names } from '../names.ts'
import { capped } from '../../shell/words.ts'
import { placeHash } from '../address.ts'
import { channelSign } from './sign.ts'

export const unreadOf = (row: ChannelRow): number => (row.member ? Math.max(0, row.lastN - row.read) : 0)

export const rowTitle = (row: ChannelRow, names: Names): string =>
  row.peer === undefined ? row.channel.title : names.known(row.peer.id, row.peer.name)

export const drawChannelRow = (row: ChannelRow, current: boolean, desk: Desk): HTMLElement => {
  const title = rowTitle(row, desk.names)
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
    signOf(row, title, desk),
    element('span', { class: 'row-title', 'data-name-of': row.peer?.id }, title),
    ...muted,
    ...parts,
  )
  root.classList.toggle('unread', unread > 0 && !quiet)
  root.classList.toggle('dim', row.notify === 'none' || row.channel.archived)
  return root
}

const signOf = (row: ChannelRow, title: string, desk: Desk): HTMLElement => {
  const { peer } = row
  if (peer === undefined) return channelSign(row)
  const sign = channelSign({ ...row, peer: { ...peer, name: title } })
  return element('span', { class: 'person-sign' }, sign, statusDot(desk.presenceOf(peer.id) ?? 'offline'))
}

const badge = (count: number, kind: string, label: string, before = ''): HTMLElement =>
  element('span', { class: `badge ${kind}`, 'aria-label': label }, `${before}${capped(count)}`)

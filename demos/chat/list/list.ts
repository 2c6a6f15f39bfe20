/** The list of channels: mine with what waits in them; while one types, everything that can be found. */
import type { ChatChannel } from '@tutti/client/chat'
import type { ChannelRow, Person } from '../../../shared/chat/types.ts'
import { element, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { LOUNGE, placeHash } from '../address.ts'
import { avatar } from '../../shell/avatar.ts'
import type { Desk } from '../desk.ts'
import { openNewChannel, openNewDirect, openNewGroup } from '../dialogs/create.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { refused } from '../../shell/refused.ts'
import { countOf } from '../../shell/words.ts'
import { drawChannelRow, rowTitle, unreadOf } from './row.ts'
import { channelSign } from './sign.ts'

export interface ChannelList {
  readonly root: HTMLElement
  current(room: string | undefined): void
  refresh(): void
  focusFind(): void
  close(): void
}

const PATIENCE_MS = 150

/** What is open knows better than the list where I stand in it. */
const standing = (row: ChannelRow, channel: ChatChannel | undefined): ChannelRow => {
  if (channel === undefined || channel.me.role === 'visitor') return row
  const { read, mentions, notify } = channel.me
  return { ...row, lastN: Math.max(row.lastN, channel.lastN), read: Math.max(row.read, read), mentions, notify }
}

export const makeChannelList = (desk: Desk, foot: HTMLElement, open: ReadonlyMap<string, ChatChannel>): ChannelList => {
  const { hall, names } = desk
  let now: string | undefined
  const find = element('input', {
    class: 'field find',
    type: 'search',
    placeholder: 'Find or discover',
    'aria-label': 'Find a channel or a person (Ctrl+K)',
    maxlength: 32,
  })
  const add = element(
    'button',
    { class: 'icon-button', 'aria-label': 'New conversation', title: 'New conversation' },
    icon('plus'),
  )
  add.addEventListener('click', () =>
    openMenu(
      add,
      'New',
      [
        { label: 'New channel', icon: 'hash', run: () => openNewChannel(desk) },
        { label: 'New group', icon: 'group', run: () => openNewGroup(desk) },
        { label: 'Write to somebody', icon: 'at', run: () => openNewDirect(desk) },
        null,
        {
          label: 'Mark all as read',
          icon: 'checks',
          run: () => void hall.markAllRead().catch(refused('This was not done')),
        },
      ],
      'end',
    ),
  )
  const mine = element('nav', { class: 'list-rows', 'aria-label': 'Channels' })
  const found = element('div', { class: 'list-rows', hidden: true, 'aria-live': 'polite' })
  const root = element(
    'section',
    { class: 'list', 'aria-label': 'Channels' },
    element('header', { class: 'list-head' }, find, add),
    element('div', { class: 'list-scroll' }, mine, found),
    foot,
  )

  const draw = (): void => {
    // Matches talk among themselves: worth a place here only while something is said.
    const isMatch = (row: ChannelRow): boolean => row.channel.room.startsWith('game-')
    const rows = hall.channels.map((row) => standing(row, open.get(row.channel.room)))
    const member = rows.filter((row) => row.member && (!isMatch(row) || row.channel.room === now || unreadOf(row) > 0))
    const section = (title: string, some: readonly ChannelRow[]): readonly HTMLElement[] =>
      some.length === 0
        ? []
        : [element('h2', {}, title), ...some.map((row) => drawChannelRow(row, row.channel.room === now, desk))]
    const live = member.filter((row) => !row.channel.archived)
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['room'] : undefined
    mine.replaceChildren(
      ...section('Channels', byTitle(live.filter((row) => row.channel.type === 'public'))),
      ...section('Groups', byTitle(live.filter((row) => row.channel.type === 'group'))),
      ...section(
        'Direct',
        live.filter((row) => row.channel.type === 'direct'),
      ),
      ...section('Archived', byTitle(member.filter((row) => row.channel.archived))),
    )
    if (member.length === 0) mine.append(...nothingYet())
    if (focused !== undefined) mine.querySelector<HTMLElement>(`[data-room="${CSS.escape(focused)}"]`)?.focus()
    const waiting = member
      .filter((row) => row.notify !== 'none' && row.channel.room !== now)
      .reduce((sum, row) => sum + Math.max(row.mentions, row.channel.type === 'direct' ? unreadOf(row) : 0), 0)
    const title = member.find((row) => row.channel.room === now)
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title === undefined ? 'Chat' : rowTitle(title, names)} – Tutti`
  }

  let asked = 0
  let timer = 0
  const look = async (): Promise<void> => {
    const words = find.value.trim()
    const mine_ = ++asked
    show(mine, words === '')
    show(found, words !== '')
    if (words === '') return
    const own = hall.channels.filter(
      (row) => row.member && rowTitle(row, names).toLowerCase().includes(words.toLowerCase()),
    )
    drawFound(own, [], [])
    const [channels, people] = await Promise.all([hall.discover(words), hall.people(words)])
    if (mine_ !== asked) return
    const known = new Set(own.map((row) => row.channel.room))
    drawFound(
      own,
      channels.filter((row) => !known.has(row.channel.room)),
      people.filter((one) => one.id !== desk.names.me),
    )
  }
  const drawFound = (own: readonly ChannelRow[], others: readonly ChannelRow[], people: readonly Person[]): void => {
    const section = (title: string, rows: readonly HTMLElement[]): readonly HTMLElement[] =>
      rows.length === 0 ? [] : [element('h2', {}, title), ...rows]
    found.replaceChildren(
      ...section(
        'Yours',
        own.map((row) => drawChannelRow(row, row.channel.room === now, desk)),
      ),
      ...section('To discover', others.map(discoverRow)),
      ...section(
        'People',
        people.map((one) => personRow(one, desk)),
      ),
    )
    if (found.childElementCount === 0)
      found.append(element('p', { class: 'quiet' }, 'Nothing is called that. The plus makes a new channel.'))
  }
  const leaveFind = (): void => {
    find.value = ''
    void look()
  }
  find.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void look().catch(refused('This could not be looked up')), PATIENCE_MS)
  })
  root.addEventListener('keydown', (event) => {
    const rows = [...root.querySelectorAll<HTMLElement>('.list-rows:not([hidden]) :is(a, button)')]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown') rows[at + 1]?.focus()
    else if (event.key === 'ArrowUp') (at <= 0 ? find : rows[at - 1])?.focus()
    else if (event.key === 'Enter' && document.activeElement === find) rows[0]?.click()
    else if (event.key === 'Escape' && find.value !== '') leaveFind()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  found.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a, button') !== null) leaveFind()
  })
  const off = hall.on('channels', draw)
  draw()
  return {
    root,
    current(room) {
      now = room
      draw()
    },
    refresh: draw,
    focusFind: () => find.focus(),
    close() {
      window.clearTimeout(timer)
      off()
    },
  }
}

/** Somebody who came by a link to somewhere else. */
const nothingYet = (): readonly HTMLElement[] => [
  element('p', { class: 'quiet' }, 'The channels you join come here.'),
  element(
    'a',
    { class: 'channel-row', href: placeHash(LOUNGE) },
    element('span', { class: 'sign' }, icon('hash')),
    element('span', { class: 'row-title' }, 'Join the lounge'),
  ),
]

const byTitle = (rows: readonly ChannelRow[]): readonly ChannelRow[] =>
  [...rows].sort((a, b) => a.channel.title.localeCompare(b.channel.title))

const discoverRow = (row: ChannelRow): HTMLElement =>
  element(
    'a',
    { class: 'channel-row two', href: placeHash(row.channel.room) },
    channelSign(row),
    element(
      'span',
      { class: 'row-title' },
      row.channel.title,
      element(
        'small',
        {},
        [countOf(row.channel.memberCount, 'member'), row.channel.topic].filter((part) => part !== '').join(' · '),
      ),
    ),
  )

const personRow = (one: Person, desk: Desk): HTMLElement =>
  element(
    'button',
    { class: 'channel-row', click: () => desk.direct(one.id) },
    avatar(one.id, one.name, 'small'),
    element('span', { class: 'row-title' }, one.name),
  )

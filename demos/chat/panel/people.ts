/** Who belongs to the channel, and who of them is here. */
import type { MemberRow, Person } from '../../../shared/chat/types.ts'
import { element, say } from '../../shell/dom.ts'
import { loading } from '../../shell/notice.ts'
import type { Shown } from '../status-dot.ts'
import { avatar } from '../../shell/avatar.ts'
import { statusDot } from '../status-dot.ts'
import type { Talk } from '../desk.ts'
import { openInvite } from '../dialogs/invite.ts'
import { openAdd } from '../dialogs/add-people.ts'
import { refused } from '../../shell/refused.ts'
import { agoOf, countOf } from '../../shell/words.ts'
import { openPerson } from './person-menu.ts'
import type { Panel } from './panels.ts'

const PAGE = 100

export const makePeople = (talk: Talk): Panel => {
  const { channel } = talk
  const members = new Map<string, MemberRow>()
  const seen = new Map<string, Person>()
  let next: string | null = null
  let total = channel.crowd.members
  let wanted = ''
  const search = element('input', {
    class: 'field',
    type: 'search',
    placeholder: 'Find a member',
    'aria-label': 'Find a member',
  })
  const list = element('div', { class: 'people-list' })
  const more = element('button', { class: 'button small', hidden: true, click: () => void load(false) }, 'More')
  const group = channel.channel?.type === 'group'
  const invite = element(
    'button',
    { class: 'button small', click: () => (group ? openAdd(talk) : openInvite(talk)) },
    group ? 'Add people' : 'Invite people',
  )
  invite.hidden = channel.channel?.type === 'direct' || channel.me.role === 'visitor'
  const body = element('div', { class: 'side-body people' }, search, list, more, invite)

  const load = async (anew: boolean): Promise<void> => {
    const prefix = wanted
    try {
      const page = await loading(
        channel.query('members', {
          limit: PAGE,
          ...(anew || next === null ? {} : { after: next }),
          ...(prefix === '' ? {} : { prefix }),
        }),
      )
      if (prefix !== wanted) return
      if (anew) members.clear()
      for (const row of page.members) members.set(row.user, row)
      next = page.next
      total = page.total
      more.hidden = next === null
      draw()
      await lastSeen()
    } catch (error) {
      refused('The members could not be read')(error)
    }
  }
  const lastSeen = async (): Promise<void> => {
    const ids = [...members.keys()].filter((id) => !channel.people.has(id) && !seen.has(id)).slice(0, 200)
    if (ids.length === 0) return
    for (const person of await talk.desk.hall.query('people', { ids })) seen.set(person.id, person)
    draw()
  }
  const nameOf = (row: MemberRow): string => talk.desk.names.known(row.user, row.name)
  const draw = (): void => {
    const groups: Record<'here' | 'gone', HTMLElement[]> = { here: [], gone: [] }
    const fits = (name: string): boolean => name.toLowerCase().includes(wanted.toLowerCase())
    for (const person of [...channel.people.values()].sort((a, b) => a.name.localeCompare(b.name)))
      if (fits(person.name))
        groups.here.push(personRow(talk, person.user, person.name, person.status, members.get(person.user), undefined))
    for (const row of members.values())
      if (!channel.people.has(row.user))
        groups.gone.push(personRow(talk, row.user, nameOf(row), 'offline', row, seen.get(row.user)?.lastSeenAt))
    const crowd = channel.crowd.online > groups.here.length && wanted === '' ? channel.crowd.online : groups.here.length
    const kept = focusedIn(list)
    list.replaceChildren(
      ...section(`Here now · ${crowd}`, groups.here),
      ...section(`Not here · ${Math.max(groups.gone.length, wanted === '' ? total - crowd : 0)}`, groups.gone),
    )
    if (kept !== undefined) list.querySelector<HTMLElement>(`[data-user="${CSS.escape(kept)}"]`)?.focus()
    if (groups.here.length + groups.gone.length === 0 && wanted !== '')
      list.append(element('p', { class: 'quiet' }, `No member’s name begins with “${wanted}”.`))
  }
  let timer = 0
  search.addEventListener('input', () => {
    wanted = search.value.trim().slice(0, 32)
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void load(true), 150)
    draw()
  })
  const offs = [
    channel.on('people', draw),
    // Somebody came or went for good, or is something else now.
    channel.on('members', () => void load(true)),
  ]
  draw()
  void load(true)
  return {
    title: () => (channel.channel?.type === 'direct' ? 'People' : countOf(channel.crowd.members, 'member')),
    body,
    close() {
      window.clearTimeout(timer)
      for (const off of offs) off()
    },
  }
}

const focusedIn = (list: HTMLElement): string | undefined => {
  const { activeElement } = document
  return activeElement instanceof HTMLElement && list.contains(activeElement)
    ? activeElement.dataset['user']
    : undefined
}

const section = (title: string, rows: readonly HTMLElement[]): readonly HTMLElement[] => {
  if (rows.length === 0) return []
  const head = element('h3')
  say(head, title)
  return [head, element('div', { role: 'list' }, ...rows)]
}

const ROLES = { owner: 'Owner', moderator: 'Moderator', member: '', visitor: 'Visitor' } as const

const personRow = (
  talk: Talk,
  user: string,
  name: string,
  status: Shown,
  row: MemberRow | undefined,
  lastSeenAt: number | undefined,
): HTMLElement => {
  const me = user === talk.channel.me.user
  const muted = (row?.mutedUntil ?? 0) > Date.now()
  const small = [
    status === 'away' ? 'Away' : status === 'dnd' ? 'Do not disturb' : '',
    lastSeenAt === undefined || status !== 'offline' ? '' : `Last seen ${agoOf(lastSeenAt)}`,
    muted ? 'Muted' : '',
  ].filter((part) => part !== '')
  const role = row === undefined ? '' : ROLES[row.role]
  return element(
    'button',
    {
      class: status === 'offline' ? 'person off' : 'person',
      'data-user': user,
      role: 'listitem',
      click: (event) =>
        openPerson(talk, { user, name, role: row?.role ?? 'member', muted }, event.currentTarget as HTMLElement),
    },
    element('span', { class: 'person-sign' }, avatar(user, name, 'small'), statusDot(status)),
    element(
      'span',
      { class: 'person-words' },
      element('span', { class: 'person-name' }, me ? `${name} (you)` : name),
      ...(small.length === 0 ? [] : [element('small', {}, small.join(' · '))]),
    ),
    ...(role === '' ? [] : [element('small', { class: 'role' }, role)]),
  )
}

/** The bell in the bar: what happened for me, wherever it was. */
import { openInbox } from '@tutti/client/inbox'
import type { Inbox, Notice } from '@tutti/client/inbox'
import { element, say, show } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import type { Desk } from '../desk.ts'
import { float } from '../../shell/overlay/float.ts'
import { refused } from '../../shell/refused.ts'
import { agoOf, capped, wholeTime } from '../../shell/words.ts'
import { openSettings } from './settings.ts'

const SIGNS: Readonly<Record<Notice['type'], IconName>> = {
  mention: 'at',
  direct: 'people',
  invitation: 'invite',
  match: 'flag',
  order: 'check',
  system: 'bell',
}
const SHOWN = 30

export const makeBell = (desk: Desk): { readonly root: HTMLElement; close(): void } => {
  const count = element('span', { class: 'badge act', hidden: true })
  const button = element(
    'button',
    { class: 'icon-button bell', 'aria-label': 'Notices', title: 'Notices' },
    icon('bell'),
    count,
  )
  button.hidden = true
  let inbox: Inbox | undefined
  let closed = false
  let off = (): void => undefined
  const refresh = (): void => {
    const unread = inbox?.unread ?? 0
    show(count, unread > 0)
    say(count, capped(unread))
    button.setAttribute('aria-label', unread > 0 ? `Notices, ${unread} unread` : 'Notices')
  }
  openInbox(desk.client).then(
    (opened) => {
      if (closed) return opened.close()
      inbox = opened
      button.hidden = false
      off = opened.on('notices', refresh)
      refresh()
    },
    // A host without inboxes: there is no bell, and nothing to say about it.
    () => undefined,
  )
  button.addEventListener('click', () => {
    if (inbox !== undefined) openList(inbox, button, desk)
  })
  return {
    root: button,
    close() {
      closed = true
      off()
      inbox?.close()
      button.remove()
    },
  }
}

const openList = (inbox: Inbox, button: HTMLElement, desk: Desk): void => {
  let close: (() => void) | undefined
  const list = element('div', { class: 'notices', role: 'list' })
  const all = element(
    'button',
    { class: 'button small', click: () => void inbox.read().then(draw).catch(refused('This was not done')) },
    'Mark all as read',
  )
  const settings = element(
    'button',
    {
      class: 'button small',
      click: () => {
        close?.()
        openSettings(inbox)
      },
    },
    'Settings',
  )
  const draw = (): void => {
    list.replaceChildren(...inbox.notices.slice(0, SHOWN).map((notice) => row(notice)))
    if (inbox.notices.length === 0)
      list.append(element('p', { class: 'quiet' }, 'Nothing yet. Mentions, direct messages and invitations come here.'))
    all.hidden = inbox.unread === 0
  }
  const row = (notice: Notice): HTMLElement => {
    const time = element('time', {}, agoOf(notice.at))
    time.title = wholeTime(notice.at)
    return element(
      'button',
      {
        class: notice.read === true ? 'notice read' : 'notice',
        role: 'listitem',
        click: () => {
          close?.()
          void inbox.readOnly([notice.id]).catch(refused('This stays unread'))
          if (notice.kind === 'chat' && notice.room !== undefined) desk.go(notice.room, notice.n)
        },
      },
      icon(SIGNS[notice.type]),
      element('span', { class: 'notice-words' }, element('b', {}, notice.title), element('span', {}, notice.text)),
      time,
    )
  }
  draw()
  const root = element(
    'section',
    { class: 'notice-list', 'aria-label': 'Notices', tabindex: -1 },
    element('header', {}, element('h2', {}, 'Notices'), all, settings),
    list,
  )
  const off = inbox.on('notices', draw)
  close = float(root, button, { focus: root, closed: off })
}

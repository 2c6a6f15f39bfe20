/** The bar over a channel: what it is, who is there, and what else can be seen of it. */
import { element, say, show } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { statusDot } from '../status-dot.ts'
import type { PanelName, Talk } from '../desk.ts'
import { channelSign } from '../list/sign.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { isModerator } from '../rights.ts'
import { peerOf, presenceWords, titleOf } from '../presence.ts'
import { capped, countOf } from '../../shell/words.ts'
import { channelMenu } from './channel-menu.ts'

export interface Header {
  readonly root: HTMLElement
  refresh(): void
  /** Which panel is open. */
  panel(name: PanelName | undefined): void
}

export const makeHeader = (talk: Talk, back: () => void, pickDate: () => void): Header => {
  const { channel } = talk
  const sign = element('span', { class: 'header-sign' })
  const title = element('h1')
  const topic = element('span', { class: 'topic' })
  const toggles = new Map<PanelName, HTMLButtonElement>()
  const toggle = (name: PanelName, kind: IconName, label: string): HTMLButtonElement => {
    const made = element('button', {
      class: 'icon-button',
      'aria-label': label,
      title: label,
      'aria-pressed': 'false',
      click: () => talk.panel(name),
    })
    made.append(icon(kind))
    toggles.set(name, made)
    return made
  }
  const work = element('span', { class: 'badge act', hidden: true })
  const moderation = toggle('moderation', 'shield', 'Moderation')
  moderation.append(work)
  const people = toggle('people', 'people', 'People')
  const count = element('span', { class: 'header-count' })
  people.append(count)
  people.classList.add('wide')
  const more = element('button', { class: 'icon-button', 'aria-label': 'More about this channel', title: 'More' })
  more.append(icon('more'))
  more.addEventListener('click', () => openMenu(more, 'This channel', channelMenu(talk, pickDate), 'end'))
  const backBadge = element('span', { class: 'badge', hidden: true })
  const backButton = element(
    'button',
    { class: 'icon-button back', 'aria-label': 'All channels', click: back },
    icon('back'),
    backBadge,
  )
  const root = element(
    'header',
    { class: 'channel-head' },
    backButton,
    sign,
    element('div', { class: 'channel-title' }, title, topic),
    toggle('search', 'search', 'Search (Ctrl+F)'),
    toggle('pins', 'pin', 'Pinned messages'),
    moderation,
    people,
    more,
  )
  return {
    root,
    refresh() {
      const info = channel.channel
      if (info === null) return
      const peer = peerOf(channel, talk.desk)
      const words = titleOf(channel, talk.desk)
      sign.replaceChildren(
        channelSign({ channel: info, ...(peer === undefined ? {} : { peer: { id: peer, name: words } }) }),
        ...(peer === undefined ? [] : [statusDot(talk.desk.presenceOf(peer) ?? 'offline')]),
      )
      if (peer !== undefined) title.dataset['nameOf'] = peer
      say(title, words)
      say(topic, presenceWords(channel, talk.desk))
      topic.title = info.topic
      show(people, info.type !== 'direct')
      say(count, String(channel.crowd.online))
      people.title = `${countOf(channel.crowd.online, 'person', 'people')} here, ${countOf(channel.crowd.members, 'member')}`
      show(moderation, isModerator(channel) && info.type !== 'direct')
      const waiting = channel.work.reports + channel.work.held
      show(work, waiting > 0)
      say(work, capped(waiting))
      const elsewhere = talk.desk.hall.channels.filter(
        (row) => row.channel.room !== channel.room && row.member && row.notify === 'all' && row.lastN > row.read,
      ).length
      show(backBadge, elsewhere > 0)
      say(backBadge, capped(elsewhere))
    },
    panel(name) {
      for (const [one, node] of toggles) node.setAttribute('aria-pressed', String(one === name))
    },
  }
}

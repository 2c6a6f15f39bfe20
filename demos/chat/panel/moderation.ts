/** The moderators' desk: what was reported, what is held, who is out, which invitations are about, who did what. */
import { element } from '../../shell/dom.ts'
import type { Talk } from '../desk.ts'
import { refused } from '../../shell/refused.ts'
import { loading } from '../../shell/notice.ts'
import { drawAudit, drawBans, drawHeld, drawInvites, drawReports } from './moderation-lists.ts'
import type { Panel } from './panels.ts'

const TABS = {
  reports: ['Reports', drawReports],
  held: ['Held', drawHeld],
  bans: ['Bans', drawBans],
  invites: ['Invitations', drawInvites],
  audit: ['Log', drawAudit],
} as const
type Tab = keyof typeof TABS

export const makeModeration = (talk: Talk): Panel => {
  const { channel } = talk
  const list = element('div', { class: 'cases', role: 'tabpanel', 'aria-live': 'polite' })
  const tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Moderation' })
  let now: Tab = channel.work.held > channel.work.reports ? 'held' : 'reports'
  let asked = 0

  const load = async (): Promise<void> => {
    const mine = ++asked
    const rows = await loading(TABS[now][1](talk, () => void again()))
    if (mine === asked) list.replaceChildren(...rows)
  }
  const again = (): Promise<void> => load().catch(refused('This could not be read'))
  const drawTabs = (): void => {
    const counts: Partial<Record<Tab, number>> = channel.work
    tabs.replaceChildren(
      ...(Object.keys(TABS) as Tab[]).map((tab) =>
        element(
          'button',
          {
            role: 'tab',
            'aria-selected': String(tab === now),
            tabindex: tab === now ? 0 : -1,
            click: () => choose(tab),
          },
          TABS[tab][0],
          ...((counts[tab] ?? 0) > 0 ? [element('span', { class: 'badge act' }, String(counts[tab]))] : []),
        ),
      ),
    )
  }
  const choose = (tab: Tab): void => {
    now = tab
    drawTabs()
    void again()
  }
  tabs.addEventListener('keydown', (event) => {
    const all = Object.keys(TABS) as Tab[]
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    choose(all[(all.indexOf(now) + by + all.length) % all.length] ?? now)
    tabs.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
  })
  const off = channel.on('work', () => {
    drawTabs()
    if (now === 'reports' || now === 'held') void again()
  })
  drawTabs()
  void again()
  return { title: () => 'Moderation', body: element('div', { class: 'side-body' }, tabs, list), close: off }
}

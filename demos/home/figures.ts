/** The host's true figures, and the two commands that start one. A figure that is not known is not shown. */
import { element, say, show } from '../shell/dom.ts'
import type { Sample } from './metrics.ts'
import { parseMetrics, total } from './metrics.ts'
import type { RoomFact } from './rooms.ts'

export interface Figures {
  readonly root: HTMLElement
  refresh(rooms: readonly RoomFact[]): Promise<void>
  clear(): void
}

interface Figure {
  readonly root: HTMLElement
  set(value: string | undefined): void
}

/** Scrapes of two seconds. */
const WINDOW = 15
const COMMANDS = ['npm ci', 'npm start']

export const makeFigures = (): Figures => {
  const rooms = figure('rooms open')
  const members = figure('members')
  const onTime = figure('ticks on time')
  const deliveries = figure('deliveries a second')
  const all = [rooms, members, onTime, deliveries]
  const title = element('h2', {}, 'This host, right now')
  const list = element('dl', { class: 'figures' }, ...all.map((one) => one.root))
  const root = element(
    'section',
    { class: 'node' },
    element('div', {}, title, list),
    element(
      'div',
      {},
      element('h2', {}, 'Run your own'),
      element('pre', { class: 'commands' }, element('code', {}, COMMANDS.join('\n'))),
    ),
  )
  const seen: Scrape[] = []
  const clear = (): void => {
    for (const one of all) one.set(undefined)
    seen.length = 0
  }
  clear()
  return {
    root,
    clear,
    async refresh(list_) {
      rooms.set(String(list_.length))
      members.set(String(list_.reduce((sum, room) => sum + room.members, 0)))
      const response = await fetch('/metrics')
      const samples = response.ok ? parseMetrics(await response.text()) : []
      const now = scrapeOf(samples)
      // "Right now" is the last half minute, not the time since the host was started.
      if (seen[0] !== undefined && now.sent < seen[0].sent) seen.length = 0
      if (seen.push(now) > WINDOW) seen.shift()
      const [first = now] = seen
      onTime.set(percentOnTime(first, now))
      if (now.atMs > first.atMs && !Number.isNaN(now.sent))
        deliveries.set(Math.round(((now.sent - first.sent) / (now.atMs - first.atMs)) * 1000).toLocaleString('en'))
    },
  }
}

interface Scrape {
  readonly atMs: number
  /** NaN where the host does not tell. */
  readonly sent: number
  readonly ran: number
  readonly punctual: number
  readonly skipped: number
}

const scrapeOf = (samples: readonly Sample[]): Scrape => ({
  atMs: performance.now(),
  sent: total(samples, 'tutti_messages_sent_total') ?? NaN,
  ran: total(samples, 'tutti_tick_lateness_seconds_count') ?? NaN,
  punctual: total(samples, 'tutti_tick_lateness_seconds_bucket', 'le="0.005"') ?? NaN,
  skipped: total(samples, 'tutti_ticks_skipped_total') ?? NaN,
})

/** Of all ticks that were due: those that ran, and began at most 5 ms late. */
const percentOnTime = (from: Scrape, to: Scrape): string | undefined => {
  const due = to.ran - from.ran + to.skipped - from.skipped
  if (!(due > 0)) return undefined
  // Rounded down: 100 % means all of them.
  return `${(Math.floor(((to.punctual - from.punctual) / due) * 1000) / 10).toFixed(1)} %`
}

const figure = (label: string): Figure => {
  const value = element('dd')
  const root = element('div', { class: 'figure' }, value, element('dt', {}, label))
  return {
    root,
    set(text) {
      show(root, text !== undefined)
      if (text !== undefined) say(value, text)
    },
  }
}

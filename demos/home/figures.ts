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
  let before: { readonly atMs: number; readonly sent: number } | undefined
  const clear = (): void => {
    for (const one of all) one.set(undefined)
    before = undefined
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
      onTime.set(percentOnTime(samples))
      const sent = total(samples, 'tutti_messages_sent_total')
      const atMs = performance.now()
      if (sent !== undefined && before !== undefined && sent >= before.sent)
        deliveries.set(Math.round((sent - before.sent) / ((atMs - before.atMs) / 1000)).toLocaleString('en'))
      before = sent === undefined ? undefined : { atMs, sent }
    },
  }
}

/** Of all ticks that were due: those that ran, and not later than 5 ms. */
const percentOnTime = (samples: readonly Sample[]): string | undefined => {
  const ran = total(samples, 'tutti_tick_lateness_seconds_count')
  const onTime = total(samples, 'tutti_tick_lateness_seconds_bucket', 'le="0.005"')
  const skipped = total(samples, 'tutti_ticks_skipped_total')
  if (ran === undefined || onTime === undefined || skipped === undefined || ran + skipped === 0) return undefined
  // Rounded down: 100 % means all of them.
  return `${(Math.floor((onTime / (ran + skipped)) * 1000) / 10).toFixed(1)} %`
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

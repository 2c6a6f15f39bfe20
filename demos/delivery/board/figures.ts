/** The region's true figures, always on the screen; what is not known is not shown. */
import type { Figures } from '@tutti/client/delivery'
import { element, say } from '../../shell/dom.ts'

export interface FigureStrip {
  readonly root: HTMLElement
  show(figures: Figures | null, own: OwnFigures): void
}

/** What this page itself counts. */
export interface OwnFigures {
  readonly drawn: number
  /** Open orders that nobody is on the way for. */
  readonly waiting: number
  readonly framesPerSecond: number
  /** Ms from a fix to its dot here; null: too little moved yet. */
  readonly ages: { readonly p50: number; readonly p99: number } | null
}

interface Cell {
  readonly root: HTMLElement
  set(value: string, beside?: string): void
}

const whole = (count: number): string => Math.round(count).toLocaleString('en')

export const makeFigureStrip = (): FigureStrip => {
  const couriers = cell('Couriers', 'Online now')
  const working = cell('Busy', 'Couriers with something to fetch or to carry')
  const fixes = cell('Fixes', 'Positions taken, over the last second')
  const open = cell('Open', 'Orders: placed, and neither delivered nor cancelled')
  const waiting = cell('Waiting', 'Open orders that nobody is on the way for')
  const delivered = cell('Delivered', 'Since this region was opened')
  const door = cell(
    'Door, min',
    'From the click to the door, over the last hundred deliveries; in the city’s own minutes',
  )
  const refused = cell('Refused', 'Positions that were not taken, since this region was opened')
  const sent = cell('Sent', 'Frames that left for watchers, over the last second')
  const drawn = cell('Drawn', 'Couriers drawn in this window, and frames of it a second')
  const screen = cell(
    'To screen ms',
    'From a courier’s fix to its dot in this window: half of them, and 99 of 100, within so many ms; the oldest of each cell counts',
  )
  const undelivered = cell(
    'Undelivered',
    'Confirmed orders that ended otherwise than at their door; since this region was opened',
  )
  const dispatching = cell(
    'Dispatch ms',
    'From the beginning of a decision to its offers: the last one, and 99 of 100 of the last 200; good is below 50 ms',
  )
  const index = cell('Index', 'A courier’s move in the index, over the last second; good is below 10 µs')
  const lag = cell('Loop lag', 'How late the region’s own clock was at most, over the last second; good is below 20 ms')
  const all = [
    couriers,
    working,
    fixes,
    screen,
    open,
    waiting,
    delivered,
    undelivered,
    door,
    refused,
    sent,
    drawn,
    dispatching,
    index,
    lag,
  ]
  return {
    root: element('dl', { class: 'board-figures', 'aria-label': 'Figures' }, ...all.map(({ root }) => root)),
    show(figures, own) {
      drawn.set(whole(own.drawn), `${whole(own.framesPerSecond)} fps`)
      screen.set(own.ages === null ? '–' : `${own.ages.p50} / ${own.ages.p99}`)
      if (figures === null) return
      const { online, busy, weak } = figures.couriers
      const { pending, confirmed, preparing, ready, picked_up, in_transit } = figures.orders
      couriers.set(whole(online), weak > 0 ? `${whole(weak)} silent` : '')
      working.set(whole(busy), online > 0 ? `${whole((busy / online) * 100)} %` : '')
      fixes.set(whole(figures.fixesPerSecond), '/s')
      open.set(whole(pending + confirmed + preparing + ready + picked_up + in_transit), '')
      waiting.set(whole(own.waiting))
      delivered.set(whole(figures.delivered), '')
      const { clickToDoorMin } = figures
      door.set(
        clickToDoorMin === null ? '–' : clickToDoorMin.mean.toFixed(1),
        clickToDoorMin === null ? '' : `p90 ${clickToDoorMin.p90.toFixed(1)}`,
      )
      const reasons = Object.entries(figures.refused).filter(([, count]) => count > 0)
      refused.set(whole(reasons.reduce((sum, [, count]) => sum + count, 0)))
      refused.root.title =
        reasons.map(([reason, count]) => `${reason} ${whole(count)}`).join(', ') || 'No position was refused'
      sent.set(whole(figures.sentPerSecond), '/s')
      // A host of before does not measure these.
      const { undelivered: lost, indexUs = null, lagMs, dispatch } = figures
      const { tookMs: took = null } = dispatch
      undelivered.set(lost === undefined ? '–' : whole(lost))
      dispatching.set(took === null ? '–' : `${msOf(took.last)} / ${msOf(took.p99)}`)
      index.set(indexUs === null ? '–' : indexUs.toFixed(indexUs < 10 ? 1 : 0), indexUs === null ? '' : 'µs/move')
      lag.set(lagMs === undefined ? '–' : msOf(lagMs), lagMs === undefined ? '' : 'ms')
    },
  }
}

const msOf = (ms: number): string => ms.toFixed(ms < 10 ? 1 : 0)

const cell = (label: string, about: string): Cell => {
  const value = element('span', {}, '–')
  const beside = element('small')
  const root = element(
    'div',
    { class: 'board-figure', title: about },
    element('dt', {}, label),
    element('dd', {}, value, ' ', beside),
  )
  return {
    root,
    set(text, more = '') {
      say(value, text)
      say(beside, more)
    },
  }
}

/** The time machine: the last minutes of the region, once to sixty times as fast as they went. */
import type { Dispatch, TrackReplay } from '@tutti/client/delivery'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import { element, say, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { refused } from '../../shell/refused.ts'
import { personColor } from '../../shell/people.ts'
import { token } from '../../shell/theme.ts'
import { countOf } from '../../shell/words.ts'
import type { DotView } from './dots/painter.ts'
import type { Moving } from './moving.ts'
import { readTracks } from './tracks.ts'
import { makeVisits } from './visits.ts'

export interface Machine {
  /** Opens it. */
  readonly button: HTMLElement
  /** Lies on the map while it is open. */
  readonly root: HTMLElement
  /** Of this order it tells where its courier was seen, and rings it; undefined: of none. */
  follow(order: string | undefined): void
  close(): void
}

const NOTHING = 'Nothing was carried in the last quarter of an hour.'
const BACK_MS = 15 * 60_000
const PACES = [1, 5, 15, 60]
const FULL_TURN = 2 * Math.PI
const DOT_PX = 4.5
/** Behind each, where it came from. */
const TAIL_MS = 20_000
const TAIL_STEPS = 20

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })

interface Replayed {
  readonly key: string
  readonly replay: TrackReplay
  readonly colour: string
}

export const makeMachine = (dispatch: Dispatch, moving: Moving, frame: LocalFrame): Machine => {
  let tracks: readonly Replayed[] = []
  let reading: AbortController | undefined
  let t = 0
  let [fromMs, toMs] = [0, 0]
  let pace = 15
  let playing = false
  let drawnMs = 0
  let followed: string | undefined

  const said = element('span', { class: 'machine-said' })
  const time = element('output', { class: 'machine-time' })
  const slider = element('input', { type: 'range', min: 0, max: 1_000, value: 0, 'aria-label': 'Moment' })
  slider.addEventListener('input', () => {
    t = fromMs + (Number(slider.value) / 1_000) * (toMs - fromMs)
    play(false)
  })
  const visits = makeVisits(dispatch, (at) => {
    t = Math.min(toMs, Math.max(fromMs, at))
    play(false)
  })
  const playButton = element('button', { class: 'icon-button', click: () => play(!playing) })
  const play = (on: boolean): void => {
    if (on && t >= toMs) t = fromMs
    playing = on
    playButton.replaceChildren(icon(on ? 'pause' : 'play'))
    playButton.setAttribute('aria-label', on ? 'Pause' : 'Play')
  }
  const paces = PACES.map((times) => {
    const click = (): void => {
      pace = times
      drawPaces()
    }
    return { times, button: element('button', { class: 'pace', click }, `×${times}`) }
  })
  const drawPaces = (): void => {
    for (const { times, button } of paces) button.setAttribute('aria-pressed', String(times === pace))
  }
  const root = element(
    'div',
    { class: 'machine', hidden: true, role: 'group', 'aria-label': 'Time machine' },
    playButton,
    time,
    slider,
    element('div', { class: 'paces' }, ...paces.map(({ button }) => button)),
    element('button', { class: 'button small', click: () => toggle(false) }, 'Back to now'),
    visits.root,
    said,
  )
  const button = element(
    'button',
    { class: 'button small', 'aria-pressed': 'false', click: () => toggle(root.hidden === true) },
    icon('history'),
    'Time machine',
  )

  const toggle = (on: boolean): void => {
    show(root, on)
    button.setAttribute('aria-pressed', String(on))
    reading?.abort()
    moving.instead = on ? draw : undefined
    visits.follow(on ? followed : undefined)
    if (!on) return
    toMs = dispatch.now()
    fromMs = toMs - BACK_MS
    tracks = []
    read().catch((error: unknown) => {
      toggle(false)
      refused('The past cannot be shown')(error)
    })
  }
  const read = async (): Promise<void> => {
    const mine = (reading = new AbortController())
    say(said, 'Reading tracks…')
    play(false)
    const progress = (done: number, all: number): void => say(said, `Reading tracks: ${done} of ${all}`)
    const { tracks: found, left, any } = await readTracks({ dispatch, fromMs, toMs, signal: mine.signal, progress })
    if (mine.signal.aborted) return
    tracks = found.map(({ key, replay }) => ({ key, replay, colour: personColor(key) }))
    if (tracks.length === 0)
      return say(said, any ? 'Ways are kept within a minute after they were ridden. Look again in a moment.' : NOTHING)
    // Tracks of a young region begin later than the quarter of an hour.
    fromMs = Math.max(fromMs, Math.min(...tracks.map(({ replay }) => replay.fromMs)))
    toMs = Math.max(...tracks.map(({ replay }) => replay.toMs))
    t = fromMs
    const more = left === 0 ? '' : ` (${left} more are not shown)`
    say(said, `${countOf(tracks.length, 'way')}${more}: orders while they were carried, real couriers all the time`)
    play(true)
  }
  const draw = (context: CanvasRenderingContext2D, view: DotView, nowMs: number): void => {
    const elapsed = Math.min(100, nowMs - drawnMs)
    drawnMs = nowMs
    if (playing) t = Math.min(toMs, t + elapsed * pace)
    if (playing && t >= toMs) play(false)
    if (tracks.length > 0) {
      say(time, clock.format(t))
      slider.value = String(Math.round(((t - fromMs) / Math.max(1, toMs - fromMs)) * 1_000))
    } else say(time, '')
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0)
    const edge = token('--card')
    for (const one of tracks) drawTrack(context, view, frame, one, t, one.key === followed ? token('--ink') : edge)
    context.setTransform(1, 0, 0, 1, 0, 0)
  }
  play(false)
  drawPaces()
  return {
    button,
    root,
    follow(order) {
      if (order === followed) return
      followed = order
      if (root.hidden !== true) visits.follow(order)
    },
    close() {
      visits.close()
      reading?.abort()
      moving.instead = undefined
    },
  }
}

const drawTrack = (
  context: CanvasRenderingContext2D,
  view: DotView,
  frame: LocalFrame,
  { replay, colour }: Replayed,
  t: number,
  edge: string,
): void => {
  if (t < replay.fromMs || t > replay.toMs + TAIL_MS) return
  context.beginPath()
  for (let step = TAIL_STEPS; step >= 0; step--) {
    const { latE7, lonE7 } = replay.seek(t - (step * TAIL_MS) / TAIL_STEPS)
    const x = frame.xOf(lonE7) * view.scale - view.west
    const y = -frame.yOf(latE7) * view.scale - view.north
    if (step > 0) {
      context.lineTo(x, y)
      continue
    }
    context.lineTo(x, y)
    context.strokeStyle = colour
    context.globalAlpha = 0.45
    context.lineWidth = 2.5
    context.stroke()
    context.globalAlpha = 1
    context.beginPath()
    context.arc(x, y, DOT_PX, 0, FULL_TURN)
    context.fillStyle = colour
    context.fill()
    context.strokeStyle = edge
    context.lineWidth = 1.5
    context.stroke()
  }
}

/** The network panel behind the pill: what the line does, and switches that break it on purpose. */
import { element, say } from './dom.ts'
import { icon } from './icons.ts'
import type { Line } from './line.ts'
import type { LinkView } from './link.ts'
import { NO_LINK, wordOf } from './link.ts'

/** Rows a page adds: read twice a second while the panel is open. */
export interface PanelRow {
  readonly label: string
  readonly read: () => string
}

export interface Panel {
  readonly root: HTMLElement
  readonly isOpen: boolean
  toggle(): void
  show(link: LinkView): void
  section(title: string, rows: readonly PanelRow[], ...controls: readonly HTMLElement[]): void
}

const rate = (bytesPerSecond: number): string =>
  bytesPerSecond < 1000 ? `${Math.round(bytesPerSecond)} B/s` : `${(bytesPerSecond / 1000).toFixed(1)} KB/s`

export const makePanel = (line: Line): Panel => {
  let link = NO_LINK
  let inPerSecond = 0
  let outPerSecond = 0
  let before = { at: performance.now(), in: 0, out: 0 }
  const live: { cell: HTMLElement; read: () => string }[] = []

  const body = element('div', { class: 'panel-body' })
  const close = element('button', { class: 'icon-button', 'aria-label': 'Close', click: () => toggle() }, icon('close'))
  const head = element('header', { class: 'panel-head' }, element('h2', {}, 'Network'), close)
  const root = element('section', { class: 'panel', hidden: true, 'aria-label': 'Network' }, head, body)

  const section: Panel['section'] = (title, rows, ...controls) => {
    const list = element('dl', { class: 'rows' })
    for (const { label, read } of rows) {
      const cell = element('dd', {}, read())
      live.push({ cell, read })
      list.append(element('div', {}, element('dt', {}, label), cell))
    }
    body.append(element('h3', {}, title), list, ...controls)
  }

  const refresh = (): void => {
    const now = performance.now()
    const seconds = (now - before.at) / 1000
    if (seconds > 0.9) {
      inPerSecond = (line.bytesIn - before.in) / seconds
      outPerSecond = (line.bytesOut - before.out) / seconds
      before = { at: now, in: line.bytesIn, out: line.bytesOut }
    }
    if (!root.hidden) for (const { cell, read } of live) say(cell, read())
  }
  window.setInterval(refresh, 500)

  const toggle = (): void => {
    root.hidden = !root.hidden
    refresh()
    if (!root.hidden) close.focus()
    else document.querySelector<HTMLElement>('.pill')?.focus()
  }
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    toggle()
  })

  section(
    'Connection',
    [
      { label: 'State', read: () => wordOf(link) },
      {
        label: 'Round trip',
        read: () => (link.state !== 'live' || link.rttMs === undefined ? '–' : `${Math.round(link.rttMs)} ms`),
      },
      { label: 'Down', read: () => rate(inPerSecond) },
      { label: 'Up', read: () => rate(outPerSecond) },
      { label: 'Resumes', read: () => String(link.resumes) },
      { label: 'Events recovered', read: () => String(link.recovered) },
    ],
    element(
      'div',
      { class: 'switches' },
      faultSwitch('Pause', 'Nothing moves, nothing is lost', (on) => line.set({ paused: on })),
      faultSwitch('Cut', 'The cable is out until you put it back', (on) => line.set({ cut: on })),
      faultSwitch('Slow', '300 ms more, unsteady', (on) => line.set({ slow: on })),
    ),
  )

  return {
    root,
    get isOpen() {
      return !root.hidden
    },
    toggle,
    section,
    show(next) {
      link = next
    },
  }
}

const faultSwitch = (label: string, hint: string, set: (on: boolean) => void): HTMLElement => {
  const button = element('button', { class: 'switch', 'aria-pressed': 'false', title: hint }, label)
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(on))
    set(on)
  })
  return button
}

/** A labelled slider with its value beside it. */
export const slider = (
  label: string,
  range: { readonly max: number; readonly step: number; readonly unit: string },
  set: (value: number) => void,
): HTMLElement => {
  const value = element('output', {}, `0 ${range.unit}`)
  const input = element('input', { type: 'range', min: 0, max: range.max, step: range.step, value: 0 })
  input.addEventListener('input', () => {
    say(value, `${input.value} ${range.unit}`)
    set(Number(input.value))
  })
  return element('label', { class: 'slider' }, element('span', {}, label), input, value)
}

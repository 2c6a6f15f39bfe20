/** Where the courier of the chosen order was seen, as stops of the time machine. */
import type { Dispatch, Visit } from '@tutti/client/delivery'
import { element, show } from '../../shell/dom.ts'

export interface Visits {
  readonly root: HTMLElement
  /** Of this order from now on; undefined: of none. */
  follow(order: string | undefined): void
  close(): void
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })

const WORDS: Readonly<Record<Visit['kind'], Readonly<Record<Visit['type'], string>>>> = {
  pickup: { enter: 'at the restaurant', exit: 'left it', cross: 'passed the restaurant', dwell: 'waits there' },
  arriving: {
    enter: 'nearly there',
    exit: 'away from the door',
    cross: 'passed near the door',
    dwell: 'stays near the door',
  },
  drop: { enter: 'at the door', exit: 'left the door', cross: 'passed the door', dwell: 'waits at the door' },
}

/** `go`: to this moment, Unix ms. */
export const makeVisits = (dispatch: Dispatch, go: (t: number) => void): Visits => {
  let followed: string | undefined
  const root = element('div', { class: 'machine-visits', hidden: true, role: 'group', 'aria-label': 'Seen' })
  const draw = (visits: readonly Visit[]): void => {
    root.replaceChildren(
      ...visits.map(({ kind, type, sinceMs, late }) =>
        element(
          'button',
          {
            class: 'button small',
            title: late ? 'Nobody was told then: what showed it came too late' : 'Told in that moment',
            click: () => go(sinceMs),
          },
          `${clock.format(sinceMs)} ${WORDS[kind][type]}${late ? ', heard late' : ''}`,
        ),
      ),
    )
    show(root, visits.length > 0)
  }
  return {
    root,
    follow(order) {
      followed = order
      draw([])
      if (order === undefined) return
      dispatch.visits(order).then(
        (visits) => {
          if (followed === order) draw(visits)
        },
        // Nobody had it: there is nothing to be seen.
        () => undefined,
      )
    },
    close() {
      followed = undefined
    },
  }
}

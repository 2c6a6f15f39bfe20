/** What happened, kept until the moment in which the others are drawn doing it. */
import type { GameEvent, SnapshotView } from '../../../shared/game/snapshot-view.ts'

/** Half a second: an effect that late would show something that is over. */
const LATE_TICKS = 30
/** More than a page can show; older ones are told as late at once. */
const MOST = 512

interface Kept {
  readonly event: GameEvent
  readonly tick: number
}

export class EventQueue {
  readonly #tell: (event: GameEvent, late: boolean) => void
  #kept: Kept[] = []

  constructor(tell: (event: GameEvent, late: boolean) => void) {
    this.#tell = tell
  }

  take(view: SnapshotView): void {
    for (let i = 0; i < view.eventCount; i++) {
      const event = view.event(i)
      if (concerns(event, view.slot)) this.#tell(event, false)
      else this.#kept.push({ event, tick: view.tick })
    }
    while (this.#kept.length > MOST) this.#tell(this.#kept.shift()!.event, true)
  }

  release(renderTick: number): void {
    let due = 0
    while (due < this.#kept.length && this.#kept[due]!.tick <= renderTick) due++
    if (due === 0) return
    const ready = this.#kept.slice(0, due)
    this.#kept = this.#kept.slice(due)
    for (const { event, tick } of ready) this.#tell(event, renderTick - tick > LATE_TICKS)
  }

  clear(): void {
    this.#kept = []
  }
}

/** I am drawn in the present: what I do and what befalls me or comes of it is shown at once. */
const concerns = (event: GameEvent, me: number): boolean => {
  switch (event.type) {
    case 'shot':
    case 'hit':
    case 'launch':
      return event.shooter === me
    case 'hurt':
    case 'down':
      return event.victim === me || event.by === me
    case 'took':
      return event.slot === me
    case 'boom':
      return false
    default:
      return event satisfies never
  }
}

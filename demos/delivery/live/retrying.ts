/** What was asked and cannot be done for now: since when it is tried again, above whatever is there. */
import { element, say } from '../../shell/dom.ts'
import { timeOf } from '../../shell/words.ts'

export interface Retrying {
  /** Unix ms of now(); null: nothing is tried again. */
  readonly retrying: number | null
  now(): number
  on(event: 'status', run: () => void): () => void
}

/** What is over sooner needs no words. */
const PATIENCE_MS = 1_000
const TICK_MS = 500

/** Nobody has to press anything again, or knows what became of it otherwise. Returns what ends it. */
export const tellRetrying = (seat: Retrying, place: HTMLElement): (() => void) => {
  const words = element('p')
  const strip = element('div', { class: 'seat-retrying', role: 'status' }, words)
  let timer = 0
  const draw = (): void => {
    const since = seat.retrying
    window.clearTimeout(timer)
    if (since === null) return strip.remove()
    timer = window.setTimeout(draw, TICK_MS)
    const goneMs = seat.now() - since
    if (goneMs < PATIENCE_MS) return
    const length = goneMs < 60_000 ? `${Math.floor(goneMs / 1_000)} s` : `${Math.floor(goneMs / 60_000)} min`
    say(words, `The host cannot do this right now. Trying again since ${timeOf(since)} (${length}); it is done once.`)
    if (!strip.isConnected) place.prepend(strip)
  }
  const off = seat.on('status', draw)
  draw()
  return () => {
    off()
    window.clearTimeout(timer)
    strip.remove()
  }
}

/** A seat that the host has ended for good: what, why, what now, above whatever was there. */
import type { ErrorCode } from '@tutti/client'
import { element } from '../../shell/dom.ts'
import { whyOf } from '../words/refusals.ts'

export interface Seated {
  readonly gone: ErrorCode | undefined
  on(event: 'gone', run: () => void): () => void
}

/** What is shown stays readable; nothing in it can be done any more. Returns what ends it. */
export const tellGone = (seat: Seated, place: HTMLElement): (() => void) =>
  seat.on('gone', () => {
    for (const child of place.children) if (child instanceof HTMLElement) child.inert = true
    const code = seat.gone ?? 'not_joined'
    place.prepend(
      element(
        'div',
        { class: 'seat-gone', role: 'alert' },
        element('p', {}, `You are not here any more: ${whyOf(code)}.`),
        element('code', {}, code),
        element('button', { class: 'button small', click: () => location.reload() }, 'Reload'),
      ),
    )
    place.scrollTop = 0
  })

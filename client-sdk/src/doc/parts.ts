/** An update that is too large for one command goes up in parts; it is durable when the last one is answered. */
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import { Backoff } from '../backoff.ts'
import type { ClientClock } from '../clock.ts'
import { passes } from '../requests.ts'

/** Of edits, and of suggestions. */
export const EDITS = { whole: 'edit', part: 'part', bytesMax: DOC.partsBytesMax, tooLarge: undefined } as const
export const SUGGESTIONS = {
  whole: 'suggest',
  part: 'suggestPart',
  bytesMax: DOC.forkBytesMax,
  tooLarge: 'this is too much to propose at once',
} as const

export interface UpdateWay {
  readonly clock: ClientClock
  readonly of: typeof EDITS | typeof SUGGESTIONS
  readonly ask: (command: 'edit' | 'part' | 'suggest' | 'suggestPart', body: unknown) => Promise<unknown>
  /** Changes with every seat: the host keeps the parts of one seat together. */
  readonly seating: () => number
}

/** Resolves when it is durable. */
export const sendUpdate = (way: UpdateWay, update: Uint8Array): Promise<unknown> =>
  update.length <= DOC.editMax ? way.ask(way.of.whole, update) : sendInParts(way, update)

const sendInParts = async (way: UpdateWay, update: Uint8Array): Promise<void> => {
  if (update.length > way.of.bytesMax) throw new TuttiError('body_too_large', way.of.tooLarge)
  const of = Math.ceil(update.length / DOC.editMax)
  const backoff = new Backoff(way.clock, () => 0.5)
  let id = numbered()
  for (let index = 0, seating = way.seating(); index < of;) {
    const part = update.subarray(index * DOC.editMax, (index + 1) * DOC.editMax)
    const error = await way.ask(way.of.part, { id, index, of, update: part }).then(
      () => undefined,
      (thrown: unknown) => toError(thrown),
    )
    if (seating !== way.seating()) {
      // Another seat has none of them, whatever it says of this one.
      seating = way.seating()
      index = 0
      id = numbered()
    } else if (error === undefined) index++
    else if (!passes(error.code)) throw error
    else await new Promise<void>((resolve) => way.clock.after(backoff.nextMs(error.retryMs), resolve))
  }
}

const numbered = (): number => Math.floor(Math.random() * 0x1_0000_0000)

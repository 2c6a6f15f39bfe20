/** The door of a document: what an update holds, judged by its bytes and by what the room knows, before Yjs sees it. */
import { Cursor } from './cursor.ts'
import { GUARD } from './limits.ts'
import type { GuardLimits } from './limits.ts'
import { Order } from './order.ts'
import { Outline } from './outline.ts'
import { deletesAll, trim } from './trim.ts'
import { Refusal, refused } from './verdict.ts'
import type { Accepted, GuardView, Verdict, Written } from './verdict.ts'

const NOTHING = { verdict: 'nothing' } as const
const GAP = { verdict: 'gap' } as const
/** No structs and no deletes. */
const LEAST = 2

/** Judges one Yjs V1 update. Never throws for what is in it. */
export const inspect = (update: Uint8Array, view: GuardView, limits: GuardLimits = GUARD): Verdict => {
  if (update.length < LEAST) return refused('empty')
  if (update.length > limits.bytesMax) return refused('too_large')
  try {
    return judge(update, view, limits)
  } catch (error) {
    if (error instanceof Refusal) return refused(error.reason)
    throw error
  }
}

const judge = (update: Uint8Array, view: GuardView, limits: GuardLimits): Verdict => {
  const found = new Outline(new Cursor(update), view, limits)
  if (found.gap) return GAP
  if (found.places.length === 0) return found.deletes ? accept(update, found, view, 0) : NOTHING
  const order = new Order(update, found, view, limits)
  if (!order.run()) return GAP
  if (order.runs.length > 0 && !deletesAll(update, found, order.runs)) return refused('keyed_run')
  return accept(update, found, view, order.steps)
}

const accept = (update: Uint8Array, found: Outline, view: GuardView, steps: number): Accepted => {
  const written: Written[] = []
  for (const { client, known, end } of found.sections) if (end > known) written.push({ client, from: known, to: end })
  return {
    verdict: 'accept',
    update: found.overlaps ? trim(update, found, view) : exact(update),
    written,
    deletes: found.deletes,
    roots: found.roots,
    steps,
    placed: found,
  }
}

/** lib0 bounds its reads by the buffer, not by the view into it; and rows outlive the frame they came in. */
const exact = (update: Uint8Array): Uint8Array =>
  update.byteLength === update.buffer.byteLength ? update : new Uint8Array(update)

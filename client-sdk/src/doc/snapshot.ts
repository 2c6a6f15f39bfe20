/** A document that is too large for JOINED: fetched over HTTP, and where that cannot be, over the socket. */
import { refusalIn, unreachable } from '../http-refusal.ts'
import { passes } from '../requests.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import type { DocClient } from './types.ts'

const BYTES = 'application/octet-stream'

export interface Snapshot {
  /** Log position: every update up to it is in there. Undefined: something in between took the header away. */
  readonly at: number | undefined
  readonly update: Uint8Array
}

/** Of that log position or a later one, so that all who come together get the same. Rejects with TuttiError. */
export const fetchSnapshot = async (client: DocClient, room: string, atLeast: number): Promise<Snapshot> => {
  try {
    const { url, authorization } = await client.http(`/v1/doc/${room}/snapshot?atLeast=${atLeast}`)
    const response = await fetch(url, { headers: { authorization, accept: BYTES } }).catch(unreachable)
    if (!response.ok) throw refusalIn(await response.text().catch(() => ''))
    // Whatever else comes is not from the host, or from one that has no such answer.
    if (response.headers.get('content-type') !== BYTES) throw new TuttiError('not_found')
    const at = Number.parseInt(response.headers.get('x-doc-at') ?? '', 10)
    const body = await response.arrayBuffer().catch(unreachable)
    return { at: Number.isSafeInteger(at) ? at : undefined, update: new Uint8Array(body) }
  } catch (thrown) {
    if (passes(toError(thrown).code)) throw thrown
  }
  // The contract says what the answer is.
  return client.query('doc', room, 'snapshot', { atLeast }) as Promise<Snapshot>
}

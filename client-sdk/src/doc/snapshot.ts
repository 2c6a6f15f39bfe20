/** A document that is too large for JOINED: fetched over HTTP, and where that cannot be, over the socket. */
import { refusalIn, unreachable } from '../http-refusal.ts'
import { passes } from '../requests.ts'
import { toError } from '../../../shared/errors.ts'
import type { DocClient } from './types.ts'

export interface Snapshot {
  /** Log position: every update up to it is in there. Undefined: something in between took the header away. */
  readonly at: number | undefined
  readonly update: Uint8Array
}

/** Rejects with TuttiError. */
export const fetchSnapshot = async (client: DocClient, room: string): Promise<Snapshot> => {
  try {
    const { url, authorization } = await client.http(`/v1/doc/${room}/snapshot`)
    const accept = 'application/octet-stream'
    const response = await fetch(url, { headers: { authorization, accept } }).catch(unreachable)
    if (!response.ok) throw refusalIn(await response.text().catch(() => ''))
    const at = Number.parseInt(response.headers.get('x-doc-at') ?? '', 10)
    const body = await response.arrayBuffer().catch(unreachable)
    return { at: Number.isSafeInteger(at) ? at : undefined, update: new Uint8Array(body) }
  } catch (thrown) {
    if (passes(toError(thrown).code)) throw thrown
  }
  // The contract says what the answer is.
  return client.query('doc', room, 'snapshot', {}) as Promise<Snapshot>
}

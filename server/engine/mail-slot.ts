/** Mail from another room comes in: handled in a tick whose commit also removes it, so that it is done exactly once. */
import { readAll } from '../../shared/reader.ts'
import { unmailRow } from './engine-rows.ts'
import type { MailWork } from './inbox.ts'
import type { Workings } from './workings.ts'

/** A room wrote it: what it holds is no stranger's. */
const BOUNDS = { frames: 1, depth: 32, items: Infinity, textBytes: Infinity, strictText: false }

export const takeMail = (inside: Workings, { mail, kept, drop, settled }: MailWork): void => {
  const { room, containment, ledger, output } = inside
  const handle = drop ? undefined : room.mail?.[mail.op]
  const refusal =
    handle === undefined ? null : containment.attempt(() => handle(readAll(mail.body, BOUNDS)[0], mail.id))
  if (containment.broken) return settled('broke')
  // What cannot be done now is brought again; any other refusal is the end of it.
  if (refusal?.code === 'unavailable' || ledger === undefined) return settled('undone')
  if (kept) ledger.write(unmailRow(mail.id))
  output.mailed(settled)
}

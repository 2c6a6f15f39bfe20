/** Mail from another room comes in: handled in a tick whose commit also removes it, so that it is done exactly once. */
import { decode } from '@msgpack/msgpack'
import { mailDoneRow } from './engine-rows.ts'
import type { MailWork } from './inbox.ts'
import type { Workings } from './workings.ts'

export const takeMail = (inside: Workings, { mail, drop, settled }: MailWork): void => {
  const { room, containment, ledger, output } = inside
  const handle = drop ? undefined : room.mail?.[mail.op]
  const refusal = handle === undefined ? null : containment.attempt(() => handle(decode(mail.body), mail.id))
  if (containment.broken) return settled('broke')
  // What cannot be done now is brought again; any other refusal is the end of it.
  if (refusal?.code === 'unavailable' || ledger === undefined) return settled('undone')
  ledger.write(mailDoneRow(mail.id))
  output.mailed(settled)
}

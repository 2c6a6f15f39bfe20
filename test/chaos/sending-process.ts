/** A process that only sends what is to leave the house: arguments are the SQLite file and how far ahead its clock is, ms. */
import { fileURLToPath } from 'node:url'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import { systemClock } from '../../server/adapters/system-clock.ts'
import { createWebhookChannel } from '../../server/adapters/webhook.ts'
import { createOutbound } from '../../server/outbound/dispatcher.ts'
import type { Clock } from '../../server/ports.ts'
import { noteTables } from '../support/note-tables.ts'
import { silentLog } from '../support/silent-log.ts'

export const SENDING_PROCESS = fileURLToPath(import.meta.url)

const [, entry, path, ahead] = process.argv
if (entry === SENDING_PROCESS && path !== undefined) {
  const clock: Clock = { ...systemClock, wall: () => systemClock.wall() + Number(ahead) }
  const kinds = new Map([['note', noteTables]])
  const { outbound: store } = await openSqlite({ path, kinds, clock, log: silentLog })
  const channels = [createWebhookChannel({ clock, allowPrivate: true })]
  const meter = { sent: () => {}, failed: () => {}, died: () => {} }
  createOutbound({ store, channels, clock, log: silentLog, meter, tell: async () => {} }).start()
}

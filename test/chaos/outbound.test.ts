/** kill -9 while webhooks are sent, to a receiver that refuses every other one at first: each one arrives, by the same id. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import { systemClock } from '../../server/adapters/system-clock.ts'
import { idText } from '../../shared/id.ts'
import { noteTables } from '../support/note-tables.ts'
import { OutboundRows } from '../support/outbound-rows.ts'
import { startReceiver } from '../support/receiver.ts'
import { silentLog } from '../support/silent-log.ts'
import { until } from '../support/until.ts'
import { SENDING_PROCESS } from './sending-process.ts'

const MESSAGES = 120
const KILLS = 3
/** Each start is later than every lease, and than the second try of what was refused before. */
const STEP_MS = 200_000

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const payload = (n: number): string =>
  JSON.stringify({
    from: { kind: 'inbox', room: 'r', target: 't' },
    user: 'ada',
    notice: { id: String(n), type: 'direct', title: `n${n}`, text: '', at: n },
  })

const start = (path: string, aheadMs: number) => {
  const child = spawn(process.execPath, ['--import', 'tsx', SENDING_PROCESS, path, String(aheadMs)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  cleanup.push(kill)
  return kill
}

describe('what leaves the house', () => {
  it(`arrives, all ${MESSAGES} of them, though the sender is killed ${KILLS} times and the receiver refuses every other one at first`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-outbound-'))
    cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'tutti.db')
    const kinds = new Map([['note', noteTables]])
    const receiver = await startReceiver()
    cleanup.push(receiver.close)

    const storage = await openSqlite({ path, kinds, clock: systemClock, log: silentLog })
    const messages = Array.from({ length: MESSAGES }, (_, n) => ({
      id: idText(1, 1, n),
      channel: 'webhook',
      target: JSON.stringify({ url: `${receiver.url}/${n % 40}`, secret: 's3cret' }),
      payload: payload(n),
      dueMs: Date.now(),
    }))
    await new OutboundRows(storage.journal).put(...messages)
    await storage.close()

    let come = 0
    const refused = new Set<string>()
    const taken = new Map<string, string>()
    const looks = new Set<() => void>()
    receiver.answer((response, { headers, body }) => {
      const id = String(headers['tutti-id'])
      // Every other one is refused the first time that it comes.
      const fine = ++come % 2 === 0 || refused.has(id)
      if (fine) taken.set(id, body.toString())
      else refused.add(id)
      response.writeHead(fine ? 200 : 503).end()
      for (const look of looks) look()
    })
    const happens = (what: () => boolean) => until(what, (look) => looks.add(look), 60_000)

    for (let round = 0; round < KILLS; round++) {
      const enough = come + 10
      const kill = start(path, round * STEP_MS)
      await happens(() => come >= enough)
      await kill()
    }
    start(path, KILLS * STEP_MS)
    await happens(() => taken.size === MESSAGES)
    expect([...taken.keys()].toSorted()).toEqual(messages.map(({ id }) => id))
    for (const { id, payload: given } of messages) {
      expect(JSON.parse(taken.get(id)!)).toMatchObject({ id, title: JSON.parse(given).notice.title })
    }
  }, 180_000)
})

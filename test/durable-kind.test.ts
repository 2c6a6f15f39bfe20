/** A kind with tables, as the README shows it, keeps what it has answered over the end of its host. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { connect } from '../client-sdk/src/index.ts'
import { guestbook } from './fixtures/guestbook/kind.ts'
import { startHost } from './support/host.ts'

const rooms = { guestbook }
const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

it('[J1] what was signed before the host was dropped stands in the book afterwards, and its readers go on without a gap', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-guestbook-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env = { TUTTI_DATA_DIR: folder }
  const first = await startHost(rooms, env)
  const ada = connect<typeof rooms>(first.url, { name: 'ada' })
  cleanup.push(() => ada.close())
  const book = await ada.join('guestbook', 'wedding')
  await book.request('sign', { text: 'all the best' })
  ada.close()
  first.close()

  const second = await startHost(rooms, env)
  cleanup.push(() => second.close())
  const bob = connect<typeof rooms>(second.url, { name: 'bob' })
  cleanup.push(() => bob.close())
  const again = await bob.join('guestbook', 'wedding')
  expect(again.state).toMatchObject([{ name: 'ada', text: 'all the best' }])
  expect(again.position?.seq).toBe(1)
})

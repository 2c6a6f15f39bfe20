/** Unmodified providers whose user changes while their page stays: another address, or a sign-in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { doc } from '../server/rooms/doc/kind.ts'
import { tokenOf } from './support/raw-session.ts'
import { createShiftedClock } from './support/shifted-clock.ts'
import { until } from './support/until.ts'
import { agree, DEADLINE_MS, saved, WireTable } from './support/wire-clients.ts'
import type { TestClient } from './support/wire-clients.ts'

const clock = createShiftedClock()
let table: WireTable
beforeAll(async () => {
  table = await WireTable.open({ TUTTI_WIRES_PUBLIC: 'editor' }, clock, { doc })
})
afterAll(() => table.close())

/** Connects from where it is said to be. */
const from = (address: () => string) =>
  class extends WebSocket {
    constructor(url: string, protocols?: string | string[], options: object = {}) {
      super(url, protocols, { ...options, localAddress: address() })
      this.on('error', () => undefined)
    }
  }

describe.each(['yjs', 'hocuspocus'] as const)('a page without a token on the %s wire', (wire) => {
  it('[Y5] loses no word when its address changes, nor when it signs in: what it writes then is of whom it is then', async () => {
    const room = `moving-${wire}`
    const watcher = await table.yjs(room, 'watcher')
    await watcher.synced()
    let address = '127.0.0.2'
    let token: string | undefined
    const page = await open(
      room,
      wire,
      () => address,
      () => token,
    )
    await page.client.synced()
    const reads = (words: string): Promise<void> => agree([watcher.ydoc], () => watcher.text.toJSON() === words)
    page.client.text.insert(0, 'one')
    await reads('one')

    const again = async (words: string): Promise<void> => {
      const comes = page.comes()
      page.client.cut()
      await comes
      page.client.text.insert(page.client.text.length, words)
      // Whoever was lost a moment ago may come back, and then it is theirs.
      clock.advance(5_000)
      clock.advance(5_000)
    }
    address = '127.0.0.3'
    await again(' two')
    await reads('one two')
    page.client.text.insert(0, 'zero ')
    await reads('zero one two')

    token = await tokenOf('signed-in')
    page.signIn(token)
    await again(' three')
    await reads('zero one two three')
    await page.saved()
    const member = await table.native(room, 'watcher')
    const { body } = await member.raw.query(room, 'diff', { from: 0 }, 'doc')
    const { clients, heirs } = body as { clients: [number, string][]; heirs: [number, number, string][] }
    const id = page.client.ydoc.clientID
    const [first] = clients.filter(([client]) => client === id)
    expect(first?.[1]).toMatch(/^guest:/)
    const [second, third] = heirs.filter(([client]) => client === id)
    expect(second?.[2]).toMatch(/^guest:/)
    expect(second?.[2]).not.toBe(first?.[1])
    expect(third?.[2]).toBe('signed-in')
    page.client.close()
  })
})

interface Page {
  readonly client: TestClient
  /** Resolves when it is in the document again. */
  readonly comes: () => Promise<void>
  readonly signIn: (token: string) => void
  readonly saved: () => Promise<void>
}

const open = async (
  room: string,
  wire: 'yjs' | 'hocuspocus',
  address: () => string,
  token: () => string | undefined,
): Promise<Page> => {
  const Socket = from(address)
  if (wire === 'yjs') {
    const client = await table.yjs(room, undefined, 30, undefined, Socket)
    const { provider } = client
    return {
      client,
      comes: async () => {
        await until(
          () => !provider.wsconnected,
          (look) => provider.on('status', look),
          DEADLINE_MS,
        )
        await client.synced()
      },
      signIn: (next) => (provider.params = { token: next }),
      saved: () => Promise.resolve(),
    }
  }
  const client = await table.hocus(room, undefined, table.line('', Socket), { token: () => token() ?? '' })
  const { provider } = client
  return {
    client,
    comes: () => new Promise((resolve) => provider.on('synced', () => resolve())),
    signIn: () => undefined,
    saved: () => saved(client),
  }
}

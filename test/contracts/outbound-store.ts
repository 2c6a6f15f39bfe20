/** What every OutboundStore does, whatever it is made of: one suite, run on each adapter. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Outbound, OutboundStore } from '../../server/ports.ts'

export interface OutboundRig {
  readonly store: OutboundStore
  /** Gives one to the store, as a room's commit does. */
  put(message: Omit<Outbound, 'tries'>, dueMs: number): Promise<void>
  close(): Promise<void>
}

const NOW = Date.UTC(2026, 0, 1)
const LEASE = 60_000

const message = (n: number): Omit<Outbound, 'tries'> => ({
  id: `0ABCDEFGH00${String(n).padStart(2, '0')}`,
  channel: n % 2 === 0 ? 'webhook' : 'push',
  target: `https://example.com/${n}?q=ü'"`,
  payload: JSON.stringify({ n, text: 'grüße 😀' }),
})

export const outboundStoreContract = (name: string, make: () => Promise<OutboundRig>): void => {
  describe(`outbound store: ${name}`, () => {
    let rig: OutboundRig | undefined
    afterEach(async () => {
      await rig?.close()
      rig = undefined
    })
    const open = async (dueMs: readonly number[] = []): Promise<OutboundStore> => {
      rig = await make()
      for (const [n, due] of dueMs.entries()) await rig.put(message(n), due)
      return rig.store
    }
    const ids = (found: readonly Outbound[]): string[] => found.map(({ id }) => id)
    const idsOf = (...numbers: number[]): string[] => numbers.map((n) => message(n).id)

    it('gives what is due, as it was put in', async () => {
      const store = await open([NOW, NOW - 1, NOW + 1])
      expect(await store.claim(NOW, LEASE, 10)).toEqual([
        { ...message(0), tries: 0 },
        { ...message(1), tries: 0 },
      ])
    })

    it('gives those first that are due longest, and no more than asked for', async () => {
      const store = await open([NOW - 1, NOW - 4, NOW - 2, NOW - 3])
      expect(ids(await store.claim(NOW, LEASE, 3))).toEqual(idsOf(1, 2, 3))
      expect(ids(await store.claim(NOW, LEASE, 3))).toEqual(idsOf(0))
    })

    it('gives nothing twice before its lease is over, and then again with the same tries', async () => {
      const store = await open([NOW, NOW])
      expect(await store.claim(NOW, LEASE, 1)).toHaveLength(1)
      expect(await store.claim(NOW + 1, LEASE, 10)).toHaveLength(1)
      expect(await store.claim(NOW + LEASE - 1, LEASE, 10)).toEqual([])
      const again = await store.claim(NOW + LEASE + 1, LEASE, 10)
      expect(again.map(({ tries }) => tries)).toEqual([0, 0])
    })

    it('gives each to one only, of many who ask at once', async () => {
      const store = await open(Array.from({ length: 20 }, () => NOW))
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(NOW, LEASE, 5)))
      expect(claims.flatMap(ids).toSorted()).toEqual(idsOf(...Array.from({ length: 20 }, (_, n) => n)))
    })

    it('forgets what is done', async () => {
      const store = await open([NOW])
      await store.claim(NOW, LEASE, 10)
      await store.done(message(0).id)
      await store.done(message(0).id)
      expect(await store.claim(NOW + 2 * LEASE, LEASE, 10)).toEqual([])
      expect(await store.counts()).toEqual({ waiting: 0, dead: 0 })
    })

    it('keeps what failed until it is due again, and counts its tries', async () => {
      const store = await open([NOW])
      for (let tries = 0; tries < 3; tries++) {
        const wallMs = NOW + tries * 1_000
        expect(await store.claim(wallMs, LEASE, 10)).toEqual([{ ...message(0), tries }])
        await store.failed(message(0).id, wallMs + 1_000, 'HTTP 500')
        expect(await store.claim(wallMs + 999, LEASE, 10)).toEqual([])
      }
      expect(await store.counts()).toEqual({ waiting: 1, dead: 0 })
    })

    it('keeps what was given up, and never gives it again', async () => {
      const store = await open([NOW, NOW])
      await store.claim(NOW, LEASE, 10)
      await store.failed(message(0).id, null, 'nobody is there')
      expect(await store.counts()).toEqual({ waiting: 1, dead: 1 })
      expect(ids(await store.claim(NOW + 400 * 86_400_000, LEASE, 10))).toEqual(idsOf(1))
    })
  })
}

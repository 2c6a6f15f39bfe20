/** What every OutboundStore does, whatever it is made of: one suite, run on each adapter. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Outbound } from '../../server/ports.ts'
import { OutboundRows } from '../support/outbound-rows.ts'
import type { JournalRig } from './journal.ts'

const NOW = Date.UTC(2026, 0, 1)
const LEASE = 60_000

/** One rig serves the whole suite: a test leaves nothing that waits. */
export const outboundStoreContract = (name: string, open: () => Promise<JournalRig>): void => {
  describe(`outbound store: ${name}`, () => {
    let rig: JournalRig
    let rows: OutboundRows
    let made = 0
    beforeAll(async () => {
      rig = await open()
      rows = new OutboundRows(rig.journal)
    })
    afterEach(async () => {
      for (const { id } of await rig.outbound.claim(NOW + 1e12, 0, 1_000)) await rig.outbound.done(id)
    })
    afterAll(() => rig.close())

    const put = async (...dueMs: readonly number[]): Promise<Omit<Outbound, 'tries'>[]> => {
      const messages = dueMs.map((due) => {
        const n = ++made
        return {
          id: `0ABCDEFGH${String(n).padStart(4, '0')}`,
          channel: n % 2 === 0 ? 'webhook' : 'push',
          target: `https://example.com/${n}?q=ü'"`,
          payload: JSON.stringify({ n, text: 'grüße 😀' }),
          dueMs: due,
        }
      })
      await rows.put(...messages)
      return messages.map(({ id, channel, target, payload }) => ({ id, channel, target, payload }))
    }
    const idsOf = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id)
    const claim = (wallMs: number, limit = 100) => rig.outbound.claim(wallMs, LEASE, limit)

    it('gives what is due, as it was put in', async () => {
      const [first, second] = await put(NOW, NOW - 1, NOW + 1)
      expect(await claim(NOW)).toEqual([
        { ...first, tries: 0 },
        { ...second, tries: 0 },
      ])
    })

    it('gives those first that are due longest, and no more than asked for, in the order of their ids', async () => {
      const messages = await put(NOW - 1, NOW - 4, NOW - 2, NOW - 3)
      expect(idsOf(await claim(NOW, 3))).toEqual(idsOf(messages.slice(1)))
      expect(idsOf(await claim(NOW, 3))).toEqual(idsOf(messages.slice(0, 1)))
    })

    it('gives nothing twice before its lease is over, and then again with the same tries', async () => {
      await put(NOW, NOW)
      expect(await claim(NOW, 1)).toHaveLength(1)
      expect(await claim(NOW + 1)).toHaveLength(1)
      expect(await claim(NOW + LEASE - 1)).toEqual([])
      expect((await claim(NOW + LEASE + 1)).map(({ tries }) => tries)).toEqual([0, 0])
    })

    it('gives each to one only, of many who ask at once', async () => {
      const messages = await put(...Array.from({ length: 20 }, () => NOW))
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(NOW, 5)))
      expect(claims.flatMap(idsOf).toSorted()).toEqual(idsOf(messages))
    })

    it('forgets what is done', async () => {
      const before = await rig.outbound.counts()
      const [message] = await put(NOW)
      expect(await rig.outbound.counts()).toEqual({ waiting: 1, dead: before.dead })
      await claim(NOW)
      await rig.outbound.done(message!.id)
      await rig.outbound.done(message!.id)
      expect(await claim(NOW + 2 * LEASE)).toEqual([])
      expect(await rig.outbound.counts()).toEqual({ waiting: 0, dead: before.dead })
    })

    it('keeps what failed until it is due again, and counts its tries', async () => {
      const [message] = await put(NOW)
      for (let tries = 0; tries < 3; tries++) {
        const wallMs = NOW + tries * 1_000
        expect(await claim(wallMs)).toEqual([{ ...message, tries }])
        await rig.outbound.failed(message!.id, wallMs + 1_000, 'HTTP 500')
        expect(await claim(wallMs + 999)).toEqual([])
      }
    })

    it('keeps what was given up, and never gives it again', async () => {
      const before = await rig.outbound.counts()
      const [dead, alive] = await put(NOW, NOW)
      await claim(NOW)
      await rig.outbound.failed(dead!.id, null, 'nobody is there')
      expect(await rig.outbound.counts()).toEqual({ waiting: 1, dead: before.dead + 1 })
      expect(idsOf(await claim(NOW + 1e11))).toEqual([alive!.id])
    })

    const letter = (n: number) => ({ kind: 'note', room: 'r', op: 'heard', body: Uint8Array.of(n, 0, 255) })
    const mailOf = async (id: string) => (await rig.journal.mail('', 1_000)).filter((one) => one.id === id)

    it('ends a message and posts mail under its id at once, and once only', async () => {
      const before = await rig.outbound.counts()
      const [sent, dead] = await put(NOW, NOW)
      await claim(NOW)
      expect(await rig.outbound.ended(sent!.id, null, letter(1))).toBe(true)
      expect(await rig.outbound.ended(dead!.id, 'nobody is there', letter(2))).toBe(true)
      expect(await rig.outbound.counts()).toEqual({ waiting: 0, dead: before.dead + 1 })
      // Another host had it too, and comes to the same end, or to the other one.
      for (const { id } of [sent!, dead!]) {
        expect(await rig.outbound.ended(id, null, letter(3))).toBe(false)
        expect(await rig.outbound.ended(id, 'late', letter(3))).toBe(false)
      }
      expect(await mailOf(sent!.id)).toEqual([{ id: sent!.id, ...letter(1) }])
      expect(await mailOf(dead!.id)).toEqual([{ id: dead!.id, ...letter(2) }])
      expect(await claim(NOW + 1e11)).toEqual([])
      expect(await rig.outbound.counts()).toEqual({ waiting: 0, dead: before.dead + 1 })
    })

    it('ends a message for one only, of many who come to its end at once', async () => {
      const messages = await put(...Array.from({ length: 10 }, () => NOW))
      await claim(NOW)
      for (const { id } of messages) {
        const ends = [1, 2, 3, 4].map((n) => rig.outbound.ended(id, n % 2 === 0 ? null : 'late', letter(n)))
        const posted = (await Promise.all(ends)).flatMap((is, i) => (is ? [i + 1] : []))
        expect(posted).toHaveLength(1)
        expect((await mailOf(id)).map(({ body }) => body[0])).toEqual(posted)
      }
    })

    it('posts nothing, and keeps what waits, where the mail cannot be posted', async () => {
      const [message] = await put(NOW)
      await claim(NOW)
      expect(await rig.outbound.ended(message!.id, null, letter(1))).toBe(true)
      const again = { ...message!, dueMs: NOW }
      await rows.put(again)
      // Its mail is there still.
      await expect(rig.outbound.ended(message!.id, null, letter(2))).rejects.toThrow()
      expect(idsOf(await claim(NOW + 2 * LEASE))).toEqual([message!.id])
      expect((await mailOf(message!.id)).map(({ body }) => body[0])).toEqual([1])
    })
  })
}

/** Hostile messages against whole sessions: greeted and not, in a room and not. */
import { describe, expect, it } from 'vitest'
import { plain } from '../../shared/frame-fields.ts'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { startEdge } from '../support/edge-harness.ts'
import type { TestClient } from '../support/edge-harness.ts'
import { heldBytes } from '../support/heap.ts'
import { hostileMessages } from './mutated-frames.ts'

const COUNT = Number(process.env['FUZZ_SESSION_MESSAGES'] ?? 10_000)
const CLIENTS = 100

describe('a session', () => {
  it(
    `[F6] takes ${COUNT} mutated messages (seed "session"): it lives on, or ends with a code, and nothing else happens`,
    async () => {
      const rig = await startEdge()
      const { engine, loopback, settle, clock, meter, logged, token } = rig
      const good = await token('eve')
      const next = hostileMessages('session')
      const room = engine.room('chat', 'general')
      const codes = new Set<number | undefined>()
      const clients: TestClient[] = []

      const enter = async (i: number): Promise<TestClient> => {
        const client = await rig.connect({ address: `10.0.0.${i}` })
        // One in four stays a stranger.
        if (i % 4 === 0) return client
        client.hello(good, `device ${i}`)
        client.send({ type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'general', since: null, options: null })
        return client
      }
      const round = async (): Promise<void> => {
        for (let i = 0; i < CLIENTS; i++) {
          if (clients[i] === undefined || clients[i]!.closeCode !== undefined) {
            codes.add(clients[i]?.closeCode)
            clients[i] = await enter(i)
          }
        }
        await settle()
        for (const client of clients) client.socket.send(next().subarray(0, LIMITS.maxFrameBytes))
        room.say('still here')
        for (const seat of room.seats.splice(0, room.seats.length - CLIENTS)) seat.left('kicked')
        clock.advance(50)
        await settle()
        // What reached the room is plain.
        for (const { body } of room.commands.splice(0)) plain(body)
        for (const input of room.inputs.splice(0)) expect(input).toBeInstanceOf(Uint8Array)
        for (const { options } of engine.joins.splice(0)) plain(options)
        for (const { body } of engine.queries.splice(0)) plain(body)
        room.left.length = 0
        for (const client of clients) client.frames.length = 0
      }

      const rounds = Math.ceil(COUNT / CLIENTS)
      for (let i = 0; i < rounds / 4; i++) await round()
      const before = heldBytes()
      for (let i = 0; i < rounds; i++) await round()
      expect(heldBytes() - before).toBeLessThan(2 * 1024 * 1024)

      const legal = [undefined, 4002, 4500, 4501, 4502, 4503, 4506]
      expect([...codes].filter((code) => !legal.includes(code))).toEqual([])
      expect(codes.has(4501)).toBe(true)
      expect(logged).toEqual([])
      expect(meter.connections).toBe(clients.filter(({ closeCode }) => closeCode === undefined).length)
      // Whoever behaves is served as ever.
      const client = await rig.join('chat', 'general', 'zoe')
      room.say('hello')
      await settle()
      expect(client.said.at(-1)?.[1]).toBe('hello')
      loopback.close()
      expect([meter.connections, meter.sessions]).toEqual([0, 0])
    },
    60_000 + COUNT,
  )
})

/** Readers whose kernel takes everything: what they no longer acknowledge tells that they do not read. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { startEdge } from '../../test/support/edge-harness.ts'
import type { TestClient } from '../../test/support/edge-harness.ts'

const { lagEvents, lagMs, slowMs } = LIMITS
const MANY = lagEvents + 1

/** A member whose socket takes all that it is sent. */
const reader = async () => {
  const rig = await startEdge()
  const client = await rig.join('chat', 'general', 'ada')
  const room = rig.engine.room('chat', 'general')
  const ack = (seq: number): void => client.send({ type: FRAME.ACK, ref: room.ref, seq })
  const say = (count: number): void => {
    for (let i = 0; i < count; i++) room.say('x')
  }
  return { ...rig, client, room, ack, say, heard: () => client.said.map(([seq]) => seq) }
}

/** It lives all the while. */
const wait = async (client: TestClient, pass: (ms: number) => Promise<void>, ms: number): Promise<void> => {
  for (let leftMs = ms; leftMs > 0; leftMs -= 1_000) {
    client.send({ type: FRAME.PONG, time: 0 })
    await pass(Math.min(1_000, leftMs))
  }
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

describe('a member that has acknowledged', () => {
  it('[D7] and stops is taken off the live stream, and goes on from the ring once it acknowledges again', async () => {
    const { client, ack, say, pass, settle, heard, meter } = await reader()
    say(1)
    ack(1)
    say(MANY)
    await wait(client, pass, lagMs + 2_000)
    expect(meter.demotions).toBe(1)
    say(5_000)
    await settle()
    expect(heard()).toEqual(upTo(1 + MANY))
    ack(1 + MANY)
    await wait(client, pass, 2_000)
    say(1)
    await settle()
    expect(heard()).toEqual(upTo(5_002 + MANY))
    expect(client.closeCode).toBeUndefined()
  })

  it('[D7, E1] and stops for 15 s is told so and closed with slow', async () => {
    const { client, ack, say, pass, heard } = await reader()
    say(1)
    ack(1)
    say(MANY)
    await wait(client, pass, slowMs - 1_000)
    expect(client.closeCode).toBeUndefined()
    await wait(client, pass, 4_000)
    expect(client.last(FRAME.BYE)?.code).toBe('slow')
    expect(client.closeCode).toBe(4001)
    expect(heard()).toEqual(upTo(1 + MANY))
  })

  it('[D7] and is behind by a few events only is left alone, however long', async () => {
    const { client, ack, say, pass, meter } = await reader()
    say(1)
    ack(1)
    say(lagEvents)
    await wait(client, pass, 60_000)
    expect([meter.demotions, client.closeCode]).toEqual([0, undefined])
  })

  it('[D7] and is always behind, but never for long by the same, is left alone', async () => {
    const { client, ack, say, pass, meter } = await reader()
    let said = 0
    for (let second = 0; second < 60; second++) {
      say(MANY)
      said += MANY
      await wait(client, pass, 1_000)
      ack(said - MANY)
    }
    expect([meter.demotions, client.closeCode]).toEqual([0, undefined])
    expect(client.said).toHaveLength(said)
  })

  it('[D7] and comes back to much that it missed has 15 s for each page of it, not for all', async () => {
    const { client, room, ack, say, pass, settle, heard } = await reader()
    say(1)
    ack(1)
    say(MANY)
    await wait(client, pass, lagMs + 2_000)
    const text = 'x'.repeat(1_000)
    for (let i = 0; i < 1_000; i++) room.say(text)
    ack(1 + MANY)
    await wait(client, pass, 2_000)
    for (let page = 1; page <= 16; page++) {
      await wait(client, pass, 10_000)
      ack(1 + MANY + page * 66)
    }
    await settle()
    expect(client.closeCode).toBeUndefined()
    expect(heard()).toEqual(upTo(1_001 + MANY))
  })
})

describe('a member that never acknowledges', () => {
  it('[D7] is judged by its socket alone', async () => {
    const { client, say, pass, meter } = await reader()
    for (let second = 0; second < 60; second++) {
      say(MANY)
      await wait(client, pass, 1_000)
    }
    expect([meter.demotions, client.closeCode]).toEqual([0, undefined])
    expect(client.said).toHaveLength(60 * MANY)
  })
})

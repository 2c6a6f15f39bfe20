/** A host starts again while nothing is said: who never heard an event of a room has lost nothing of it, and is told so. */
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../../client-sdk/src/index.ts'
import type { Position } from '../../client-sdk/src/index.ts'
import type * as kinds from '../../server/rooms/registry.ts'
import { inboxRoom } from '../../shared/inbox/contract.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'

/** More for the night. */
const RESTARTS = Number(process.env['CHAOS_RESTARTS'] ?? 1)
const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const restarts = {
  'SIGTERM and a start': (host: HostProcess) => host.stop(),
  'kill -9 and a start': (host: HostProcess) => host.kill(),
}

const arrive = (host: HostProcess, name: string) => {
  const client = connect<typeof kinds>(host.url, { name, device: `device of ${name}`, probeMs: 0 })
  cleanup.push(() => client.close())
  return client
}

/** A member that says nothing, and remembers what it was told of its place in the room. */
const sit = async (client: ReturnType<typeof arrive>, kind: 'chat' | 'inbox', room: string, look: () => void) => {
  // Both kinds are listened to in the same way; no event of theirs is asked for by name but `said`.
  const seat = await client.join(kind as 'chat', room, { create: true })
  const told = {
    room: `${kind}/${room}`,
    joined: seat.position!,
    recovered: [] as boolean[],
    discontinuities: 0,
    heard: [] as { seq: number; text: string }[],
  }
  seat.onDiscontinuity(() => told.discontinuities++)
  seat.onJoined(({ recovered }) => {
    told.recovered.push(recovered)
    look()
  })
  seat.on('said', ({ text }, { seq }) => {
    told.heard.push({ seq, text })
    look()
  })
  return { seat, told }
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  it.each(Object.entries(restarts))(
    '[D6, J4] %s recover every seat of a silent room, in the same epoch, without a discontinuity',
    async (_how, end) => {
      const base = await openBase(database, cleanup)
      const host = await HostProcess.start(base.env)
      cleanup.push(() => host.kill())
      let look = (): void => {}
      const when = (done: () => boolean) => until(done, (run) => (look = run), 60_000)

      const writer = arrive(host, 'writer')
      const desk = await writer.join('chat', 'library', { create: true })
      await desk.request('create', { type: 'public', title: 'Library', listed: false })
      await desk.request('send', { text: 'silence, please' })

      const reader = arrive(host, 'reader')
      await reader.ready()
      const news = () => look()
      const seats = [
        // A room with a past, one that has none, and one that no event ever came from.
        await sit(reader, 'chat', 'library', news),
        await sit(reader, 'chat', 'nobody-made-it', news),
        await sit(reader, 'inbox', inboxRoom(reader.user!.id), news),
      ]
      const [library] = seats
      const before: Position[] = seats.map(({ told }) => told.joined)
      expect(before.map(({ seq }) => seq > 0)).toEqual([true, false, false])

      for (let restart = 1; restart <= RESTARTS; restart++) {
        await end(host)
        await host.start()
        await when(() => seats.every(({ told }) => told.recovered.length >= restart))
      }
      for (const { seat, told } of seats) {
        expect(told).toMatchObject({ recovered: Array(RESTARTS).fill(true), discontinuities: 0, heard: [] })
        expect(seat.position).toEqual(told.joined)
      }

      // And its place is really where the room goes on.
      await desk.request('send', { text: 'thank you' })
      await when(() => library!.told.heard.length > 0)
      expect(library!.told.heard).toEqual([{ seq: before[0]!.seq + 1, text: 'thank you' }])
    },
    120_000,
  )
})

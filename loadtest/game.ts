/** `load game`: full rooms of players who run about and shoot, and what that costs and how fast it is seen by others. */
import { randomBytes } from 'node:crypto'
import { choice, number } from './arguments.ts'
import type { Values } from './arguments.ts'
import type { GamePlan } from './game-driver.ts'
import { measure } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { colyseusGame } from './peers/colyseus.ts'
import { bucketPercentiles, grown } from './prometheus.ts'
import { defineLoad } from './run.ts'
import type { Figures, Outcome } from './run.ts'
import { percentilesOf } from './swarm.ts'
import type { Crop } from './swarm.ts'
import { tuttiServer } from './tutti-server.ts'

const JOIN_MS = 120_000
/** A room is held when nobody waits longer than this for what others do. */
const HELD_ACTION_MS = 50

export const GAME_SWITCHES = {
  rooms: number(1, 1, 200, 'rooms at once'),
  players: number(100, 1, 100, 'players in each'),
  layout: choice(['spread', 'crowd'], 'about 25 in view of each other, or all'),
  bots: number(10, 0, 100, "players of each room that the kind's own bot plays; the others wander and shoot"),
  witnesses: number(10, 0, 100, 'wanderers of each room that read every snapshot, to time the shots of others'),
  shots: number(30, 0, 450, 'shots a minute of each wanderer'),
  workers: number(0, 0, 64, 'client processes; 0: one for each core that clients have'),
} as const

export type GameValues = Values<typeof GAME_SWITCHES>

export const game = defineLoad({
  name: 'game',
  about: 'full rooms of the game: 20 frames of 3 commands a second from each player',
  switches: GAME_SWITCHES,
  run: async (run, values): Promise<Outcome> => {
    const subject = await tuttiServer(run)
    const workers = Math.min(values.workers || run.cores.clientCount, values.rooms)
    const { rooms, players, layout, bots, witnesses, shots } = values
    const plan: GamePlan = {
      url: subject.url.href,
      run: randomBytes(4).toString('hex'),
      rooms,
      players,
      layout,
      bots,
      witnesses,
      shotsPerMinute: shots,
    }
    let measured: Measurement
    try {
      measured = await measure(run, 'Tutti', subject, {
        driver: new URL('game-driver.ts', import.meta.url),
        plan,
        workers,
        clients: rooms * players,
        joinMs: JOIN_MS,
      })
    } finally {
      await subject.end()
    }
    const load = { rooms, players, layout, witnesses, shotsPerMinute: shots, workers }
    const peers = run.common.peers ? [await colyseusGame(run, load, (theirs) => gameResult(theirs, values))] : []
    return {
      params: { rooms, players, layout, bots, witnesses, shots, workers },
      seconds: measured.seconds,
      server: measured.server,
      result: gameResult(measured, values),
      peers,
      faults: measured.faults,
    }
  },
})

/** What a driver that knows the histograms action, interval, down and up has measured, ours or a peer's. */
export const gameResult = (measured: Measurement, values: GameValues): Figures => {
  const { crop, metrics, seconds, cpuMs } = measured
  const { rooms, players } = values
  const cpuMsPerRoomSecond = cpuMs === null ? null : cpuMs / rooms / seconds
  const actionLatencyMs = percentilesOf(crop, 'action')
  const between = <T>(
    read: (before: NonNullable<typeof metrics>['before'], after: NonNullable<typeof metrics>['after']) => T,
  ) => (metrics === null ? null : read(metrics.before, metrics.after))
  const ticksSkipped = between((a, b) => grown(a, b, 'tutti_ticks_skipped_total'))
  const framesDropped = between((a, b) => grown(a, b, 'tutti_dropped_messages_total'))
  const smooth = ticksSkipped === 0 && framesDropped === 0 && measured.faults.length === 0
  const worst = worstRoomP99(crop, rooms)
  const held = smooth && worst !== null && worst < HELD_ACTION_MS
  return {
    cpuMsPerRoomSecond,
    bytesDownPerPlayerPerSecond: percentilesOf(crop, 'down'),
    bytesUpPerPlayerPerSecond: percentilesOf(crop, 'up'),
    actionLatencyMs,
    snapshotIntervalMs: percentilesOf(crop, 'interval'),
    tickLatenessMs: between((a, b) => bucketPercentiles(a, b, 'tutti_tick_lateness_seconds')),
    tickDurationMs: between((a, b) => bucketPercentiles(a, b, 'tutti_tick_duration_seconds')),
    ticksSkipped,
    framesDropped,
    rooms,
    players,
    roomsPerCoreExtrapolated: cpuMsPerRoomSecond === null ? null : Math.floor(1000 / cpuMsPerRoomSecond),
    roomsPerCoreHeld: held ? rooms : null,
    actionLatencyWorstRoomP99Ms: worst,
    clientFrameGaps: crop.counts['gaps'] ?? null,
    clientResyncs: crop.counts['resyncs'] ?? null,
    clientCpuPercent: Math.max(...crop.cpuPercents),
  }
}

/** The p99 of the room that waits longest; null unless every room has one. */
const worstRoomP99 = (crop: Crop, rooms: number): number | null => {
  const all = Array.from({ length: rooms }, (_, room) => percentilesOf(crop, `action of room ${room}`)?.p99 ?? null)
  return all.reduce((worst, p99) => (worst === null || p99 === null ? null : Math.max(worst, p99)), 0)
}

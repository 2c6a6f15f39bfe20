/** Colyseus beside us: its own server, its official schema, and the same players at the same rates. */
import { fileURLToPath } from 'node:url'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidRun } from '../run.ts'
import type { Figures, PeerOutcome, Run } from '../run.ts'
import { measure } from '../measurement.ts'
import type { Measurement } from '../measurement.ts'
import { startServer } from '../server-process.ts'
import type { Subject } from '../server-process.ts'
import type { ColyseusPlan } from './colyseus-driver.ts'
import { asPeer, installPeer, installedVersion, noteOf } from './peer.ts'

const FOLDER = fileURLToPath(new URL('colyseus/', import.meta.url))
const JOIN_MS = 180_000

interface Candidate {
  readonly node: string
  readonly transport: 'uws' | 'ws'
  readonly about: string
}

/**
 * Its own Node (it asks for 22) with its fastest transport, if that loads here; then the same transport on our Node;
 * then the transport that loads everywhere.
 */
const candidates = (): Candidate[] => {
  const asked = join(FOLDER, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  const own = existsSync(asked) ? [asked] : []
  const on = (node: string) => (node === process.execPath ? `Node ${process.versions.node}` : 'Node 22')
  const uws = [...own, process.execPath].map(
    (node) => ({ node, transport: 'uws', about: `uWebSockets.js on ${on(node)}` }) as const,
  )
  return [...uws, ...own.map((node) => ({ node, transport: 'ws', about: `ws on ${on(node)}` }) as const)]
}

/** The best that starts here. @throws InvalidRun */
export const startColyseus = async (run: Run): Promise<{ subject: Subject; version: string; about: string }> => {
  await installPeer(run, 'Colyseus', FOLDER)
  const version = installedVersion(FOLDER, '@colyseus/core') ?? 'unknown'
  let reason = 'nothing to run it with'
  for (const { node, transport, about } of candidates()) {
    try {
      const subject = await startServer(run, {
        name: 'Colyseus',
        command: [node, 'server.mjs', transport],
        cwd: FOLDER,
        readyPath: '/__healthcheck',
        env: { NODE_ENV: 'production' },
      })
      return { subject, version, about }
    } catch (thrown) {
      if (run.signal.aborted || !(thrown instanceof InvalidRun)) throw thrown
      reason = thrown.message
    }
  }
  throw new InvalidRun(reason)
}

export interface ColyseusGame {
  readonly rooms: number
  readonly players: number
  readonly layout: 'spread' | 'crowd'
  readonly witnesses: number
  /** Of each player. */
  readonly shotsPerMinute: number
  readonly workers: number
}

export const colyseusGame = (
  run: Run,
  game: ColyseusGame,
  figures: (measured: Measurement) => Figures,
): Promise<PeerOutcome> =>
  asPeer(run, 'colyseus', async () => {
    const { subject, version, about } = await startColyseus(run)
    try {
      const { workers, ...rest } = game
      const plan: ColyseusPlan = { url: subject.url.href, ...rest }
      const measured = await measure(run, 'Colyseus', subject, {
        driver: new URL('colyseus-driver.ts', import.meta.url),
        plan,
        workers,
        clients: game.rooms * game.players,
        joinMs: JOIN_MS,
      })
      const note = noteOf(measured.faults, `${about}; one member of each room is its own SDK`)
      return { name: 'colyseus', version, server: measured.server, result: figures(measured), note }
    } finally {
      await subject.end()
    }
  })

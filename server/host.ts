/** The composition root: the only file that constructs and connects parts. */
import { randomBytes } from 'node:crypto'
import type { Contract } from '../shared/contract.ts'
import type { Config } from './config.ts'
import { createAuth } from './edge/auth.ts'
import { createEdge } from './edge/edge.ts'
import type { KindExtras } from './edge/http/openapi.ts'
import { loadPages } from './edge/http/pages.ts'
import { Directory } from './engine/directory.ts'
import { Loop } from './engine/loop.ts'
import type { AnyRoomKind } from './engine/room.ts'
import { createLocalLink } from './link/local.ts'
import { createHealth } from './ops/health.ts'
import { createMeters } from './ops/meters.ts'
import { createMetrics } from './ops/metrics.ts'
import type { Clock, Log, Transport } from './ports.ts'

export interface HostOptions {
  readonly config: Config
  /** What rooms/registry.ts exports, or more. */
  readonly rooms: Readonly<Record<string, AnyRoomKind>>
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  /** Folder of built pages. */
  readonly pagesDir: string
}

export interface Host {
  /** Resolves with the port that listens. */
  listen(host: string, port: number): Promise<number>
  /** Takes nothing new, sends everybody away within `overMs`, then ends. Resolves when the last connection is gone. */
  drain(overMs: number): Promise<void>
  /** Ends at once. */
  close(): void
}

export const createHost = async (options: HostOptions): Promise<Host> => {
  const { config, clock, log, transport } = options
  const kinds = new Map<string, AnyRoomKind>()
  for (const kind of Object.values(options.rooms)) kinds.set(kind.contract.kind, kind)
  const contracts = new Map<string, Contract>()
  const extras = new Map<string, KindExtras>()
  for (const [name, kind] of kinds) {
    contracts.set(name, kind.contract)
    extras.set(name, { files: kind.files, exports: Object.keys(kind.exports ?? {}) })
  }

  const link = createLocalLink()
  const meters = createMeters()
  const health = createHealth()
  const metrics = createMetrics({ meters, rooms: () => link.engine.list(undefined) })
  const edge = createEdge({
    transport,
    engine: link.engine,
    auth: createAuth(config.auth, clock),
    clock,
    log,
    meter: meters.edge,
    contracts,
    extras,
    config: config.edge,
    ready: () => health.failing(),
    scrape: () => metrics.scrape(),
    pages: await loadPages(options.pagesDir),
  })
  const directory = new Directory({
    kinds,
    edge: link.edge,
    loop: new Loop(clock, meters.engine),
    clock,
    log,
    meter: meters.engine,
    maxRooms: config.maxRooms,
    newId: () => '',
    newEpoch: () => randomBytes(6).toString('base64url'),
  })
  link.connect(directory, edge.side)

  const close = () => {
    edge.close()
    directory.close('draining')
    transport.close()
  }
  return {
    listen: (host, port) => transport.listen(host, port, edge.events),
    async drain(overMs) {
      transport.stopListening()
      await edge.drain(overMs)
      close()
    },
    close,
  }
}

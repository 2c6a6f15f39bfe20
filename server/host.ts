/** The composition root: the only file that constructs and connects parts. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Contract } from '../shared/contract.ts'
import { createFileStore } from './adapters/file-store.ts'
import { createIdMarkFile } from './adapters/id-mark-file.ts'
import { ThreadJobs } from './adapters/jobs/thread-jobs.ts'
import { createOutChannels } from './adapters/out-channels.ts'
import { createSigner } from './adapters/signer.ts'
import { openStorage } from './adapters/storage.ts'
import type { Config } from './config.ts'
import { createAuth } from './edge/auth.ts'
import { createEdge } from './edge/edge.ts'
import type { KindExtras } from './edge/http/openapi.ts'
import { loadPages } from './edge/http/pages.ts'
import { Directory } from './engine/directory.ts'
import { FileSweep } from './engine/file-sweep.ts'
import { Loop } from './engine/loop.ts'
import type { AnyRoomKind, KindJobs } from './engine/room.ts'
import { openSnowflakes } from './engine/snowflake.ts'
import type { Tables } from './engine/tables.ts'
import { forkEdge } from './link/fork.ts'
import { createLocalLink } from './link/local.ts'
import { createHealth } from './ops/health.ts'
import { createMeters } from './ops/meters.ts'
import { createMetrics } from './ops/metrics.ts'
import { createOutbound } from './outbound/dispatcher.ts'
import type { Cancel, Clock, Log, Transport } from './ports.ts'
import { createWires } from './wires/wires.ts'

/** How long a host that goes away waits for its last commits. */
const SETTLE_MS = 10_000

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
  /** Takes nothing new, sends everybody away within `overMs`, keeps what is to be kept, then ends. */
  drain(overMs: number): Promise<void>
  /** Ends at once: what is not durable yet is lost, and nobody was told that it were. Resolves when all is closed. */
  close(): Promise<void>
}

/** @throws ConfigError or StorageError, in one sentence, for what is known to go wrong at a start */
export const createHost = async (options: HostOptions): Promise<Host> => {
  const { config, clock, log, transport } = options
  const channels = createOutChannels(config.outbound, config.dataDir, clock)
  const facts = {
    channels: channels.map(({ name }) => name),
    pushKey: config.outbound.push.publicKey,
    privateWebhooks: config.outbound.privateWebhooks,
    stopwatch: () => clock.now(),
  }
  const kinds = new Map<string, AnyRoomKind>()
  const contracts = new Map<string, Contract>()
  const extras = new Map<string, KindExtras>()
  const durable = new Map<string, Tables>()
  const book = new Map<string, KindJobs>()
  for (const given of Object.values(options.rooms)) {
    const signer = createSigner(config.auth.secret, given.contract.kind)
    const kind: AnyRoomKind = given.hosted?.({ ...facts, signer }) ?? given
    const name: string = kind.contract.kind
    kinds.set(name, kind)
    contracts.set(name, kind.contract)
    extras.set(name, { files: kind.files, exports: Object.keys(kind.exports ?? {}) })
    if (kind.jobs !== undefined) book.set(name, kind.jobs)
    if (kind.tables !== undefined) durable.set(name, kind.tables)
  }

  // A host whose kinds keep nothing needs no database, and has none.
  const { dataDir, databaseUrl } = config
  const storage =
    durable.size === 0 ? undefined : await openStorage({ dataDir, databaseUrl, kinds: durable, clock, log })
  const files = storage?.files ?? createFileStore(join(dataDir, 'files'), clock)
  // Without a database nobody can say which files are still needed.
  const sweep = storage && new FileSweep({ files, kinds, reader: storage.reader, clock, log })
  const ids = await openSnowflakes({ clock, log, node: 0, marks: createIdMarkFile(join(dataDir, 'ids')) })

  const jobs = new ThreadJobs({ book, clock, log })
  const link = createLocalLink()
  const meters = createMeters()
  const health = createHealth()
  const metrics = createMetrics({
    meters,
    rooms: () => directory.census(),
    idsRefused: () => ids.refused,
    filesSwept: () => sweep?.swept ?? 0,
    jobs: () => jobs.asked,
    ...(storage !== undefined && { outbound: () => storage.outbound.counts() }),
  })
  const auth = createAuth(config.auth, clock)
  const edge = createEdge({
    transport,
    engine: link.engine,
    auth,
    clock,
    log,
    meter: meters.edge,
    contracts,
    extras,
    config: config.edge,
    ready: () => health.failing(),
    scrape: () => metrics.scrape(),
    pages: await loadPages(options.pagesDir),
    others: () => wires.size,
  })
  const wires = createWires({
    transport,
    engine: link.engine,
    verify: (token) => auth.verify(token),
    clock,
    log,
    meter: meters.wires,
    config: config.wires,
    admit: (caller) => edge.events.admit(caller),
  })
  const directory: Directory = new Directory({
    kinds,
    edge: link.edge,
    loop: new Loop(clock, meters.engine),
    clock,
    log,
    meter: meters.engine,
    maxRooms: config.maxRooms,
    newId: () => ids.next(),
    newEpoch: () => randomBytes(6).toString('base64url'),
    storage,
    files,
    jobs,
    outbound: () => outbound?.wake(),
  })
  const tell: Directory['tell'] = (kind, room, op, body) => directory.tell(kind, room, op, body)
  const outbound =
    storage &&
    createOutbound({
      store: storage.outbound,
      channels,
      clock,
      log,
      meter: meters.outbound,
      tell,
      posted: (mail) => directory.bring([mail]),
    })
  if (storage !== undefined) health.add('storage', () => storage.failing() === undefined && !directory.stuck)
  link.connect(directory, forkEdge(edge.side, wires.side))
  outbound?.start()
  sweep?.start()

  const close = async (): Promise<void> => {
    edge.close()
    wires.close()
    directory.close('draining')
    transport.close()
    await Promise.all([outbound?.close(), sweep?.close(), jobs.close()])
    await ids.close()
    await storage?.close()
  }
  return {
    listen: (host, port) => transport.listen(host, port, { ...edge.events, routes: wires.routes }),
    async drain(overMs) {
      transport.stopListening()
      await Promise.all([edge.drain(overMs), wires.drain(overMs)])
      // A database that does not answer keeps nobody here for ever: what it has not confirmed was acknowledged to nobody.
      let cancel: Cancel = () => undefined
      await Promise.race([
        directory.settle(),
        new Promise<void>((resolve) => {
          cancel = clock.after(SETTLE_MS, resolve)
        }),
      ])
      cancel()
      await close()
    },
    close,
  }
}

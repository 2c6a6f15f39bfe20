/** A real host on a real socket and a free port, for tests that cross the whole house. */
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/adapters/system-clock.ts'
import { createUwsTransport } from '../../server/adapters/uws.ts'
import { loadConfig } from '../../server/config.ts'
import type { AnyRoomKind } from '../../server/engine/room.ts'
import { createHost } from '../../server/host.ts'
import { createLog } from '../../server/ops/log.ts'
import type { Clock } from '../../server/ports.ts'

export interface TestHost {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** A folder of its own, which goes when it is closed, unless it was given one. */
  readonly dataDir: string
  readonly drain: (overMs: number) => Promise<void>
  /** Ends at once, as a host that is killed. Resolves when the next one may have its folder. */
  readonly stop: () => Promise<void>
  /** The same, when nobody waits for it. */
  readonly close: () => void
}

const BUILT_PAGES = new URL('../../dist/demos', import.meta.url).pathname

export const startHost = async (
  rooms: Readonly<Record<string, AnyRoomKind>>,
  env: Readonly<Record<string, string>> = {},
  { clock = systemClock, pagesDir = BUILT_PAGES }: { readonly clock?: Clock; readonly pagesDir?: string } = {},
): Promise<TestHost> => {
  const own = env['TUTTI_DATA_DIR'] === undefined
  const dataDir = env['TUTTI_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'tutti-'))
  const config = loadConfig({
    TUTTI_SECRET: 'a secret that only tests know, 32 bytes',
    LOG_LEVEL: 'silent',
    TUTTI_DATA_DIR: dataDir,
    ...env,
  })
  const host = await createHost({
    config,
    rooms,
    transport: createUwsTransport({ proxies: config.proxies }),
    clock,
    log: createLog(config.logLevel),
    pagesDir,
  })
  const tidy = () => (own ? rm(dataDir, { recursive: true, force: true }) : Promise.resolve())
  const port = await host.listen('127.0.0.1', 0)
  let ended: Promise<void> | undefined
  const end = (how: () => Promise<void>): Promise<void> => (ended ??= how().then(tidy))
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    dataDir,
    drain: (overMs) => end(() => host.drain(overMs)),
    stop: () => end(() => host.close()),
    close: () => void end(() => host.close()),
  }
}

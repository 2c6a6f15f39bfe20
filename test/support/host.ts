/** A real host on a real socket and a free port, for tests that cross the whole house. */
import { systemClock } from '../../server/adapters/system-clock.ts'
import { createUwsTransport } from '../../server/adapters/uws.ts'
import { loadConfig } from '../../server/config.ts'
import type { AnyRoomKind } from '../../server/engine/room.ts'
import { createHost } from '../../server/host.ts'
import { createLog } from '../../server/ops/log.ts'

export interface TestHost {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly drain: (overMs: number) => Promise<void>
  readonly close: () => void
}

export const startHost = async (
  rooms: Readonly<Record<string, AnyRoomKind>>,
  env: Readonly<Record<string, string>> = {},
): Promise<TestHost> => {
  const config = loadConfig({ TUTTI_SECRET: 'a secret that only tests know, 32 bytes', LOG_LEVEL: 'silent', ...env })
  const host = await createHost({
    config,
    rooms,
    transport: createUwsTransport({ proxies: config.proxies }),
    clock: systemClock,
    log: createLog(config.logLevel),
    pagesDir: new URL('../../dist/demos', import.meta.url).pathname,
  })
  const port = await host.listen('127.0.0.1', 0)
  return { port, url: `http://127.0.0.1:${port}`, drain: (overMs) => host.drain(overMs), close: () => host.close() }
}

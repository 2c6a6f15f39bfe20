/** What startHurried() runs: the host of main.ts by another clock. HURRY: how fast, HURRY_SINCE: Unix ms since when. */
import { fileURLToPath } from 'node:url'
import { createUwsTransport } from '../../server/adapters/uws.ts'
import { configFromProcess } from '../../server/config.ts'
import { createHost } from '../../server/host.ts'
import { createLog } from '../../server/ops/log.ts'
import * as rooms from '../../server/rooms/registry.ts'
import { createHurriedClock } from '../support/hurried-clock.ts'

const config = configFromProcess()
const host = await createHost({
  config,
  rooms,
  transport: createUwsTransport({ proxies: config.proxies }),
  clock: createHurriedClock(Number(process.env['HURRY']), Number(process.env['HURRY_SINCE'])),
  log: createLog(config.logLevel),
  pagesDir: fileURLToPath(new URL('../../dist/demos', import.meta.url)),
})
await host.listen(config.host, config.port)

/** Process entry: configuration in, a listening host out; SIGTERM drains, a second one ends at once. */
import { fileURLToPath } from 'node:url'
import { systemClock } from './adapters/system-clock.ts'
import { createUwsTransport } from './adapters/uws.ts'
import { configFromProcess } from './config.ts'
import { createHost } from './host.ts'
import { createLog } from './ops/log.ts'
import * as rooms from './rooms/registry.ts'

/** How long clients are given to move to another host. */
const DRAIN_MS = 5_000
/** The end of all patience, with a database that answers nothing any more. */
const DRAIN_MAX_MS = 30_000

const start = async (): Promise<void> => {
  const config = configFromProcess()
  const log = createLog(config.logLevel)
  const transport = createUwsTransport({ proxies: config.proxies })
  // Beside the compiled server there are the built pages; from source they are where the build put them.
  const built = import.meta.url.endsWith('.js') ? '../demos' : '../dist/demos'
  const pagesDir = fileURLToPath(new URL(built, import.meta.url))
  const host = await createHost({ config, rooms, transport, clock: systemClock, log, pagesDir })
  const port = await host.listen(config.host, config.port)
  log.info(`Tutti is at http://localhost:${port}`, { host: config.host, port })

  let draining = false
  const stop = (signal: string) => {
    if (draining) process.exit(1)
    draining = true
    log.info('draining', { signal })
    setTimeout(() => {
      log.error('draining took too long')
      process.exit(1)
    }, DRAIN_MAX_MS).unref()
    host.drain(DRAIN_MS).then(
      () => process.exit(0),
      (thrown: unknown) => fail(thrown),
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
}

const KNOWN = ['ConfigError', 'BinaryError', 'StorageError']

/** What is known to go wrong at a start is one clear paragraph; the rest is a bug and shows its stack. */
const fail = (thrown: unknown): never => {
  const known = thrown instanceof Error && KNOWN.includes(thrown.name)
  process.stderr.write(`${known ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
  process.exit(1)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
await start().catch(fail)

/** `npm run backup`: copies the database of a host, whether it runs or not. */
import { join, resolve } from 'node:path'
import { backUp } from './adapters/sqlite/backup.ts'
import { placeFromProcess } from './config.ts'

const run = (): void => {
  const { dataDir, databaseUrl } = placeFromProcess()
  if (databaseUrl !== undefined) {
    process.stderr.write('Everything is in Postgres, as DATABASE_URL says: use pg_dump.\n')
    process.exitCode = 1
    return
  }
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
  const to = resolve(process.argv[2] ?? join(dataDir, 'backups', `tutti-${stamp}.db`))
  backUp(join(dataDir, 'tutti.db'), to)
  process.stdout.write(`${to}\n`)
}

try {
  run()
} catch (thrown) {
  const known = thrown instanceof Error && ['ConfigError', 'StorageError'].includes(thrown.name)
  process.stderr.write(`${known ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
  process.exitCode = 1
}

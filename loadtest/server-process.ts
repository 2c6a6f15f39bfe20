/** A server under load: one of our own, pinned to its core and ended with the run, or one that runs already. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { pinned } from './cores.ts'
import { InvalidRun } from './run.ts'
import type { Run } from './run.ts'

const READY_MS = 20_000
const POLL_MS = 100
/** Of what a server that failed to start had to say. */
const TAIL_CHARS = 2_000

export interface Subject {
  /** http, without a path. */
  readonly url: URL
  /** Null: not on this machine, or not told. */
  readonly pid: number | null
  /** Where it publishes Prometheus' text; null: nowhere. */
  readonly metricsUrl: URL | null
  /** Why it ended before it was asked to; undefined while it runs. */
  died(): string | undefined
  end(): Promise<void>
}

export interface ServerCommand {
  readonly name: string
  /** The port comes as PORT. Its environment holds these and nothing else, so that two runs are alike. */
  readonly env: Readonly<Record<string, string>>
  readonly command: readonly [string, ...string[]]
  readonly cwd?: string
  /** A path that answers 200 when the server is ready. */
  readonly readyPath: string
  readonly metricsPath?: string
}

export const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves when it is ready. @throws InvalidRun when it ends or does not get ready */
export const startServer = async (run: Run, server: ServerCommand): Promise<Subject> => {
  const port = await freePort()
  const url = new URL(`http://127.0.0.1:${port}`)
  const [command, ...args] = pinned(run.cores.server, server.command)
  const child = run.family.add(
    spawn(command, args, {
      env: { ...server.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole group: the frame ends its server itself.
      detached: true,
      ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    }),
  )
  const said = tailOf(child)
  let died: string | undefined
  child.once('error', (error) => (died ??= error.message))
  child.once('exit', (code, signal) => (died ??= `it ended with ${signal ?? code}: ${said()}`))

  const deadlineMs = performance.now() + READY_MS
  while (!(await answers(new URL(server.readyPath, url)))) {
    const reason = run.signal.aborted ? 'stopped' : died
    if (reason !== undefined || performance.now() > deadlineMs) {
      await run.family.end(child)
      throw new InvalidRun(`${server.name} does not start: ${reason ?? said()}`)
    }
    await after(POLL_MS)
  }
  return {
    url,
    pid: child.pid ?? null,
    metricsUrl: server.metricsPath === undefined ? null : new URL(server.metricsPath, url),
    died: () => died,
    end: () => run.family.end(child),
  }
}

/** A server that somebody else runs. */
export const foreignServer = (url: URL, pid: number | null): Subject => ({
  url,
  pid,
  metricsUrl: new URL('/metrics', url),
  died: () => undefined,
  end: () => Promise.resolve(),
})

const tailOf = (child: ChildProcess): (() => string) => {
  let tail = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-TAIL_CHARS)
    })
  }
  return () => tail.trim() || 'it said nothing'
}

const answers = async (url: URL): Promise<boolean> => {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false // Not listening yet.
  }
}

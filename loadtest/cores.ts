/** Which cores the server and its clients run on: the first for the server, the others for clients, where that can be said. */
import { spawnSync } from 'node:child_process'

export interface Cores {
  /** Null: not pinned. Lists as taskset takes them. */
  readonly server: string | null
  readonly clients: string | null
  /** How many cores the clients have. */
  readonly clientCount: number
}

/** "0,2-3" as [0, 2, 3]. */
export const coreList = (text: string): number[] =>
  [...text.matchAll(/(\d+)(?:-(\d+))?/g)].flatMap(([, from, to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i),
  )

/** Splits what this process may use, and moves this process to the clients' side. */
export const splitCores = (): Cores => {
  const asked = spawnSync('taskset', ['-pc', String(process.pid)], { encoding: 'utf8' })
  const cores = coreList(/:\s*([\d,-]+)\s*$/.exec(asked.stdout ?? '')?.[1] ?? '')
  const [server, ...clients] = cores
  if (server === undefined || clients.length === 0) {
    return { server: null, clients: null, clientCount: Math.max(1, cores.length) }
  }
  const list = clients.join(',')
  // Children inherit it.
  const moved = spawnSync('taskset', ['-apc', list, String(process.pid)], { stdio: 'ignore' })
  if (moved.status !== 0) return { server: null, clients: null, clientCount: cores.length }
  return { server: String(server), clients: list, clientCount: clients.length }
}

/** A command that runs on these cores; the process id stays the command's own. */
export const pinned = (cores: string | null, command: readonly [string, ...string[]]): [string, ...string[]] =>
  cores === null ? [...command] : ['taskset', '-c', cores, ...command]

/** A server of somebody else beside ours: installed when it is wanted, and measured the same way or not at all. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidRun } from '../run.ts'
import type { PeerOutcome, Run } from '../run.ts'

const INSTALL_MS = 300_000

/** Installs what the folder's lock file names, once. @throws InvalidRun */
export const installPeer = async (run: Run, name: string, folder: string): Promise<void> => {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return
  run.say(`${name}: npm ci`)
  // No scripts: nothing of a peer's is needed that has to be built, and nothing of it shall run here unasked.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const child = run.family.add(spawn('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }))
  const timer = setTimeout(() => child.kill('SIGKILL'), INSTALL_MS)
  const [code] = await once(child, 'exit').catch((error: Error) => [error.message])
  clearTimeout(timer)
  if (code !== 0) throw new InvalidRun(`${name} cannot be installed: npm ci ended with ${String(code)}`)
}

/** The version that is installed; null when none is. */
export const installedVersion = (folder: string, name: string): string | null => {
  const path = join(folder, 'node_modules', name, 'package.json')
  if (!existsSync(path)) return null
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  return version
}

/** A peer that cannot be measured is named with the reason, and takes nothing from our own figures. */
export const asPeer = async (run: Run, name: string, work: () => Promise<PeerOutcome>): Promise<PeerOutcome> => {
  try {
    return await work()
  } catch (thrown) {
    if (run.signal.aborted || !(thrown instanceof InvalidRun)) throw thrown
    return { name, version: null, server: null, result: null, note: `not measured: ${thrown.message}` }
  }
}

/** What makes a peer's figures doubtful stands beside them. */
export const noteOf = (faults: readonly string[], about: string): string =>
  faults.length === 0 ? about : `${about}; doubtful: ${faults.join('; ')}`

/** A host whose clock goes faster than life, as a process: an offer's 25 s are over sooner, on real sockets all the same. */
import { fileURLToPath } from 'node:url'
import { HostProcess } from './host-process.ts'

const HURRIED_HOST = fileURLToPath(new URL('hurried-host.ts', import.meta.url))

/**
 * Both clocks say the same at `sinceMs`, Unix ms; started again it is as far ahead as it would be. At the pace of life,
 * 1, it is the very host that is shipped.
 */
export const startHurried = (
  env: Readonly<Record<string, string>>,
  hurry: number,
  sinceMs: number,
): Promise<HostProcess> =>
  hurry === 1
    ? HostProcess.start(env)
    : HostProcess.start({ ...env, HURRY: String(hurry), HURRY_SINCE: String(sinceMs) }, HURRIED_HOST)

/** What the operating system knows of a process: CPU time and memory; null where there is no /proc or no process. */
import { readFileSync } from 'node:fs'

/** Clock ticks a second in /proc; Linux has promised this one to programs for all architectures of today. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null // The process has ended, or this is not Linux: not measured.
  }
}

/** User and system time of all its threads since it started. */
export const cpuMs = (pid: number): number | null => {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name may hold spaces and brackets: fields are counted from behind it, starting with the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000
}

/** Time in which its main thread could have run but had no core; since it started. */
export const waitedMs = (pid: number): number | null => {
  const nanoseconds = read(`/proc/${pid}/schedstat`)?.split(' ')[1]
  return nanoseconds === undefined ? null : Number(nanoseconds) / 1e6
}

/** Resident memory, exact: shared pages are walked, which costs the process about a millisecond. */
export const rssMb = (pid: number): number | null => {
  const kb = /^Rss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1]
  return kb === undefined ? quickRssMb(pid) : Number(kb) / 1024
}

/** Resident memory from a counter that may lag by some pages: cheap enough for every second. */
export const quickRssMb = (pid: number): number | null => {
  const pages = read(`/proc/${pid}/statm`)?.split(' ')[1]
  return pages === undefined ? null : (Number(pages) * PAGE_BYTES) / 2 ** 20
}

/** Least squares; null below three points. */
export const slope = (points: readonly { readonly x: number; readonly y: number }[]): number | null => {
  if (points.length < 3) return null
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const above = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0)
  const below = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  return below === 0 ? null : above / below
}

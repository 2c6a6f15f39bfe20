/** Which snapshots of a document are no longer worth their place: the further back, the further apart they may be. */

/** A snapshot that is stored. */
export interface Mark {
  readonly n: number
  /** What the log had by then, counted from some beginning; null: nobody has counted. */
  readonly logBytes: number | null
}

/** What whoever asks for a state in between has to read: a third of what one question may (READ_MAX). */
const GAP_BYTES = 20 * 1024 * 1024
const GAP_ROWS = 100_000
/** The newest stay: one of them may be read just now. */
const NEWEST = 2

/**
 * Log positions of those that may go, of all that are stored, in order. What is left lies no further apart than it is old,
 * so that a log of any length has some dozens at most for every doubling; the first stays.
 */
export const superseded = (marks: readonly Mark[]): number[] => {
  const gone: number[] = []
  const head = marks.at(-1)?.logBytes ?? null
  let [before] = marks
  for (const [i, mark] of marks.entries()) {
    const next = marks[i + 1]
    if (i === 0 || before === undefined || next === undefined || i >= marks.length - NEWEST) continue
    const gap = between(before, next)
    const isOld = gap !== undefined && head !== null && next.logBytes !== null && gap <= head - next.logBytes
    if (isOld && gap <= GAP_BYTES && mark.logBytes !== null && next.n - before.n <= GAP_ROWS) gone.push(mark.n)
    else before = mark
  }
  return gone
}

const between = (from: Mark, to: Mark): number | undefined =>
  from.logBytes === null || to.logBytes === null ? undefined : to.logBytes - from.logBytes

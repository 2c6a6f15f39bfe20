/** Removes files that nothing refers to: put and never sent, or left by what was deleted. */
import { toError } from '../../shared/errors.ts'
import type { Clock, FilePlace, Files, Log, Reader } from '../ports.ts'
import type { Kinds } from './kinds.ts'

const MINUTE_MS = 60_000
/** A start has enough to do. */
const FIRST_MS = 5 * MINUTE_MS
const EVERY_MS = 60 * MINUTE_MS
/** So long a file may wait for the message that it was put for. */
const AGE_MS = 24 * 60 * MINUTE_MS
const PAGE = 200
const PAUSE_MS = 50

export interface FileSweepParts {
  readonly files: Files
  readonly kinds: Kinds
  readonly reader: Reader
  readonly clock: Clock
  readonly log: Log
}

/**
 * What is old is asked about, and removed only if it is as old still: whoever refers to a file touches it first, so
 * that a reference which the answer could not see yet keeps it for another day.
 */
export class FileSweep {
  readonly #parts: FileSweepParts
  #swept = 0
  #closed = false
  #running: Promise<void> | undefined
  #endPause: () => void = () => {}

  constructor(parts: FileSweepParts) {
    this.#parts = parts
  }

  /** How many files went, since the start. */
  get swept(): number {
    return this.#swept
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#endPause()
    await this.#running
  }

  async #run(): Promise<void> {
    for (let waitMs = FIRST_MS; ; waitMs = EVERY_MS) {
      await this.#pause(waitMs)
      if (this.#closed) return
      try {
        await this.#sweep()
      } catch (thrown) {
        this.#parts.log.warn('files that nobody needs cannot be found, and stay until the next sweep', told(thrown))
      }
    }
  }

  async #sweep(): Promise<void> {
    const { files, clock } = this.#parts
    const beforeMs = Math.floor(clock.wall()) - AGE_MS
    let after: FilePlace | undefined
    while (!this.#closed) {
      const page = await files.old(beforeMs, after, PAGE)
      for (const [space, hashes] of bySpace(page)) {
        if (this.#closed) return
        await this.#sweepSpace(space, hashes, beforeMs)
      }
      if (page.length < PAGE) return
      after = page.at(-1)
      await this.#pause(PAUSE_MS)
    }
  }

  /** A kind that cannot answer for one room must not keep the others' files. */
  async #sweepSpace(space: string, hashes: readonly string[], beforeMs: number): Promise<void> {
    const { files, kinds, reader, log } = this.#parts
    const slash = space.indexOf('/')
    // Of a kind that this host does not run, or that cannot tell, everything is kept.
    const rules = kinds.get(space.slice(0, slash))?.files
    if (rules?.kept === undefined) return
    try {
      const needed = new Set(await rules.kept(space.slice(slash + 1), hashes, reader))
      for (const hash of hashes) {
        if (!needed.has(hash) && (await files.remove(space, hash, beforeMs))) this.#swept++
      }
    } catch (thrown) {
      // Nobody else would get an answer, either.
      if (toError(thrown).code === 'unavailable') throw thrown
      log.warn('files of a room stay until the next sweep', { space, ...told(thrown) })
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve()
      const cancel = this.#parts.clock.after(ms, resolve)
      this.#endPause = () => {
        cancel()
        resolve()
      }
    })
  }
}

const bySpace = (page: readonly FilePlace[]): Map<string, string[]> => {
  const spaces = new Map<string, string[]>()
  for (const { space, hash } of page) {
    const own = spaces.get(space)
    if (own === undefined) spaces.set(space, [hash])
    else own.push(hash)
  }
  return spaces
}

const told = (thrown: unknown): object => {
  const { code, cause } = toError(thrown)
  return { code, error: cause }
}

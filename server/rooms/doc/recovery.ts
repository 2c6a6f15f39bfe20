/**
 * A document of a database that was put back from a copy: what people wrote since the copy is with them alone, and each
 * of them has it of all. For some time it is taken from any editor, whoever it is of.
 */
import type { DocContext } from './desk.ts'

/** How the histories of rooms begin in a copy (adapters/sqlite/backup.ts, README). */
const RESTORED = 'restored-'
/** From when the document is opened first: whoever is on holiday meanwhile has their own part still. */
export const RECOVERY_MS = 7 * 86_400_000

/** What a document is opened with. */
export interface StoredRecovery {
  /** The room's. */
  readonly epoch: string
  /** When a document of this epoch was opened first, Unix ms; null: never before. */
  readonly since: number | null
}

export class Recovery {
  readonly #ctx: DocContext
  #untilMs = -Infinity
  /** Their owners have come back, and what they have of them is here: nobody else can have more. */
  readonly #settled = new Set<number>()
  /** To be recorded. */
  #begun: { readonly epoch: string; readonly since: number } | undefined

  constructor(ctx: DocContext, stored: StoredRecovery | undefined) {
    this.#ctx = ctx
    if (stored === undefined || !stored.epoch.startsWith(RESTORED)) return
    const since = stored.since ?? ctx.wall()
    if (stored.since === null) this.#begun = { epoch: stored.epoch, since }
    this.#untilMs = since + RECOVERY_MS
  }

  get open(): boolean {
    return this.#untilMs !== -Infinity && this.#ctx.wall() < this.#untilMs
  }

  /** More of that client may come from others than its owner. */
  takes(client: number): boolean {
    return this.open && !this.#settled.has(client)
  }

  /** Its owner has written with it. */
  settle(client: number): void {
    if (this.open) this.#settled.add(client)
  }

  /** Somebody is here: the time runs. */
  begin(): void {
    const begun = this.#begun
    if (begun === undefined) return
    this.#begun = undefined
    this.#ctx.record('recovery', { room: this.#ctx.id, epoch: begun.epoch, since: begun.since })
  }

  reset(): void {
    this.#untilMs = -Infinity
    this.#begun = undefined
    this.#settled.clear()
  }
}

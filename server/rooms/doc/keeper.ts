/** Writes rows of the log, with what goes with them: who its authors are, and whose the Yjs clients in it. Answers for them. */
import type { Later } from '../../engine/room.ts'
import type { Clients } from './clients.ts'
import type { DocContext } from './desk.ts'
import type { Written } from './guard/verdict.ts'
import type { Past } from './past.ts'

/** Who wrote it. The host itself has an empty id. */
export interface Author {
  readonly id: string
  readonly name: string
}

/** What nobody has written, or it is not known who. */
export const HOST: Author = { id: '', name: '' }

/** What a row of the log came of; null: somebody's edit. */
export type EditType = 'yjs' | 'recovered' | 'restore' | 'revert' | 'accept' | 'import' | 'write' | null

export interface Row {
  readonly update: Uint8Array
  readonly written: readonly Written[]
  readonly author: Author
  /** Whose Yjs clients wrote it, where it is not the author's to say. */
  readonly by?: string
  readonly type: EditType
  /** Who waits for it to be kept, and is answered then. */
  readonly later?: Later
}

/** A row as it was kept. */
export interface Kept {
  readonly n: number
  readonly update: Uint8Array
  readonly author: Author
  readonly type: EditType
}

export class Keeper {
  readonly #ctx: DocContext
  readonly #clients: Clients
  readonly #names: Map<string, string>
  #kept: Kept[] = []

  /** `names`: of those who have written before. */
  constructor(ctx: DocContext, clients: Clients, names: ReadonlyMap<string, string>) {
    this.#ctx = ctx
    this.#clients = clients
    this.#names = new Map(names)
  }

  /** The next rows behind `past`, which has them then; `said`: all of them as one update. */
  keep(rows: readonly Row[], said: Uint8Array, past: Past): void {
    const written: Written[] = []
    rows.forEach((row, i) => {
      this.#record(row, past.n + 1 + i)
      row.later?.reply()
      written.push(...row.written)
    })
    // Of what Yjs did itself nobody has counted the clocks.
    past.add(said, written.length > 0 ? written : undefined, rows.length)
  }

  #record({ update, written, author, by, type }: Row, n: number): void {
    const { id: room } = this.#ctx
    if (author.id !== '' && this.#names.get(author.id) !== author.name) {
      this.#names.set(author.id, author.name)
      this.#ctx.record('author', { room, user_id: author.id, name: author.name })
    }
    this.#ctx.record('update', { room, n, by_id: author.id, at: this.#ctx.wall(), type, data: update })
    this.#clients.wrote(by ?? author.id, written, n, by !== undefined)
    this.#kept.push({ n, update, author, type })
  }

  /** What was kept since the last call. */
  take(): Kept[] {
    const kept = this.#kept
    this.#kept = []
    return kept
  }

  reset(): void {
    this.#kept = []
    this.#names.clear()
    this.#clients.reset()
  }
}

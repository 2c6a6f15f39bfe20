/** Rows of a query that come page by page. */
import type { Pages } from './desk-types.ts'

export interface Page<T> {
  readonly rows: readonly T[]
  readonly next: string | null
}

export class Pager<T> implements Pages<T> {
  rows: readonly T[] = []
  #next: string | null | undefined
  #loading: Promise<void> | undefined
  readonly #load: (after: string | undefined) => Promise<Page<T>>

  constructor(load: (after: string | undefined) => Promise<Page<T>>) {
    this.#load = load
  }

  /** With its first page. */
  static async open<T>(load: (after: string | undefined) => Promise<Page<T>>): Promise<Pager<T>> {
    const pager = new Pager(load)
    await pager.more()
    return pager
  }

  get atEnd(): boolean {
    return this.#next === null
  }

  more(): Promise<void> {
    return (this.#loading ??= this.#more().finally(() => {
      this.#loading = undefined
    }))
  }

  async #more(): Promise<void> {
    if (this.#next === null) return
    const { rows, next } = await this.#load(this.#next)
    this.rows = [...this.rows, ...rows]
    this.#next = next
  }
}

/** Versions of a document: the list as far as it was looked at, and what can be done with one. */
import * as Y from 'yjs'
import type { Version, VersionDiff, Writer } from '../../../shared/doc/types.ts'
import type { DocAnswer, DocCommand, DocCommands, DocQueryAnswer, DocQueryBody, DocQueryName } from './asking.ts'
import type { DocVersions } from './version-types.ts'

export interface Asking {
  command<T extends DocCommand>(name: T, body: DocCommands[T]): Promise<DocAnswer<T>>
  query<T extends DocQueryName>(name: T, body: DocQueryBody<T>): Promise<DocQueryAnswer<T>>
}

export class Versions implements DocVersions {
  loaded = false
  readonly #doc: Asking
  readonly #changed: () => void
  #list: readonly Version[] = []
  #next: string | null = null
  #loading: Promise<void> | undefined

  constructor(doc: Asking, changed: () => void) {
    this.#doc = doc
    this.#changed = changed
  }

  get list(): readonly Version[] {
    // A later look tries again where this one fails.
    if (!this.loaded) this.loadMore().catch(() => {})
    return this.#list
  }
  get more(): boolean {
    return this.#next !== null
  }

  loadMore(): Promise<void> {
    if (this.loaded && this.#next === null) return Promise.resolve()
    return (this.#loading ??= this.#load(this.#next).finally(() => (this.#loading = undefined)))
  }

  keep(name: string): Promise<Version> {
    return this.#doc.command('keep', { name })
  }
  async rename(id: string, name: string): Promise<void> {
    await this.#doc.command('nameVersion', { id, name })
  }
  restore(n: number): Promise<Version> {
    return this.#doc.command('restore', { n })
  }
  revert(user: string, fromMs: number, toMs: number): Promise<Version> {
    return this.#doc.command('revert', { user, fromMs, toMs })
  }
  reverted(user: string, fromMs: number, toMs: number): Promise<DocQueryAnswer<'reverted'>> {
    return this.#doc.query('reverted', { user, fromMs, toMs })
  }
  authors(): Promise<readonly Writer[]> {
    return this.#doc.query('authors', {})
  }

  async at(n: number): Promise<Y.Doc> {
    const { update } = await this.#doc.query('state', { n })
    const doc = new Y.Doc({ gc: false })
    if (update.length > 0) Y.applyUpdate(doc, update)
    return doc
  }
  diff(from: number, to?: number): Promise<VersionDiff> {
    return this.#doc.query('diff', to === undefined ? { from } : { from, to })
  }
  history(after: number, limit?: number, stride?: number): Promise<DocQueryAnswer<'history'>> {
    return this.#doc.query('history', {
      after,
      ...(limit !== undefined && { limit }),
      ...(stride !== undefined && { stride }),
    })
  }

  heard(version: Version): void {
    this.#merge([version])
    this.#changed()
  }

  /** What happened meanwhile is not told: the list begins anew. */
  missed(): void {
    if (!this.loaded) return
    this.loaded = false
    this.#next = null
    this.#list = []
    this.#changed()
  }

  async #load(before: string | null): Promise<void> {
    const page = await this.#doc.query('versions', before === null ? {} : { before })
    this.#next = page.next
    this.loaded = true
    this.#merge(page.versions)
    this.#changed()
  }

  /** Ids ascend with time. */
  #merge(some: readonly Version[]): void {
    const all = new Map([...this.#list, ...some].map((version) => [version.id, version]))
    this.#list = [...all.values()].sort((a, b) => b.n - a.n || b.at - a.at || (a.id < b.id ? 1 : -1))
  }
}

/** Drafts and unsent messages in the browser's database, shared by all its windows; where there is none, in memory. */
import { memoryStore } from './store.ts'
import type { ChatStore, UnsentMessage } from './store.ts'

/** As it lies in the database: with the page that sends it. */
interface Row extends UnsentMessage {
  readonly page: string
}

const UNSENT = 'unsent'
const DRAFT = 'draft'
const stores = new Map<string, ChatStore>()

/** One for each name. */
export const idbStore = (name = 'tutti-chat'): ChatStore => {
  let store = stores.get(name)
  if (store === undefined) {
    store = typeof indexedDB === 'undefined' ? memoryStore() : new IdbStore(name)
    stores.set(name, store)
  }
  return store
}

class IdbStore implements ChatStore {
  readonly #name: string
  /** This page; it holds a lock of this name for as long as it lives. */
  readonly #page = crypto.getRandomValues(new Uint32Array(4)).join('-')
  readonly #locks = (navigator as { readonly locks?: LockManager }).locks
  readonly #memory = memoryStore()
  readonly #db: Promise<IDBDatabase | undefined>

  constructor(name: string) {
    this.#name = name
    // A browser may refuse it, as private windows do.
    this.#db = opened(name).catch(() => undefined)
    this.#locks?.request(this.#lockOf(this.#page), () => new Promise<never>(() => {})).catch(() => {})
  }

  async claim(user: string, room: string): Promise<readonly UnsentMessage[]> {
    const db = await this.#db
    if (db === undefined) return this.#memory.claim(user, room)
    const rows = await this.#rows(db, user, room)
    const claimed: Row[] = rows.filter(({ page }) => page === this.#page)
    for (const page of new Set(rows.map((row) => row.page)))
      if (page !== this.#page) claimed.push(...(await this.#take(db, user, room, page)))
    return claimed.sort((a, b) => a.at - b.at)
  }

  async put(message: UnsentMessage): Promise<void> {
    const db = await this.#db
    if (db === undefined) return this.#memory.put(message)
    await done(db, UNSENT, 'readwrite', (table) => table.put({ ...message, page: this.#page }))
  }

  async remove(local: string): Promise<void> {
    const db = await this.#db
    if (db === undefined) return this.#memory.remove(local)
    await done(db, UNSENT, 'readwrite', (table) => table.delete(local))
  }

  async draft(user: string, room: string): Promise<string> {
    const db = await this.#db
    if (db === undefined) return this.#memory.draft(user, room)
    const text: unknown = await done(db, DRAFT, 'readonly', (table) => table.get([user, room]))
    return typeof text === 'string' ? text : ''
  }

  async keepDraft(user: string, room: string, text: string): Promise<void> {
    const db = await this.#db
    if (db === undefined) return this.#memory.keepDraft(user, room, text)
    const key = [user, room]
    if (text === '') await done(db, DRAFT, 'readwrite', (table) => table.delete(key))
    else await done(db, DRAFT, 'readwrite', (table) => table.put(text, key))
  }

  /** What a page has left that is gone: its lock is free. Without locks nobody knows; a message sent twice is done once. */
  async #take(db: IDBDatabase, user: string, room: string, page: string): Promise<Row[]> {
    const take = async (lock: Lock | null | undefined): Promise<Row[]> => {
      if (lock === null) return []
      const rows = (await this.#rows(db, user, room)).filter((row) => row.page === page)
      for (const row of rows) await this.put(row)
      return rows
    }
    if (this.#locks === undefined) return take(undefined)
    return this.#locks.request(this.#lockOf(page), { ifAvailable: true }, take)
  }

  #rows(db: IDBDatabase, user: string, room: string): Promise<Row[]> {
    return done(db, UNSENT, 'readonly', (table) => table.index('place').getAll([user, room]) as IDBRequest<Row[]>)
  }

  #lockOf(page: string): string {
    return `${this.#name}/${page}`
  }
}

const opened = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(UNSENT, { keyPath: 'local' }).createIndex('place', ['user', 'room'])
      request.result.createObjectStore(DRAFT)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the database cannot be opened'))
  })

const done = <T>(
  db: IDBDatabase,
  table: string,
  mode: IDBTransactionMode,
  ask: (table: IDBObjectStore) => IDBRequest<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const transaction = db.transaction(table, mode)
    const request = ask(transaction.objectStore(table))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error ?? new Error('the database refused'))
  })

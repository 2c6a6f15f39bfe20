/** Where fixes are kept that the host does not have for good: beyond the page, if there is a place for that. */

export interface KeptFixes {
  /** Names the stream. */
  readonly epochMs: number
  /** The number of the stream's next fix. */
  readonly nextSeq: number
  /** Time of its last one, Unix ms. */
  readonly lastMs: number
  /** Records of 22 bytes: shared/delivery/fixes.ts. */
  readonly records: Uint8Array
}

/** One courier's fixes. What it rejects with is nobody's concern: a courier is not held up by it. */
export interface FixShelf {
  load(): Promise<KeptFixes | undefined>
  save(kept: KeptFixes): Promise<void>
  release(): void
}

export interface FixStore {
  /** Undefined: another page sends them. */
  claim(name: string): Promise<FixShelf | undefined>
}

/** Forgets all with the page; a courier that is opened again in it goes on. */
export const memoryFixes = (): FixStore => {
  const all = new Map<string, KeptFixes>()
  const claimed = new Set<string>()
  return {
    async claim(name) {
      if (claimed.has(name)) return undefined
      claimed.add(name)
      return {
        load: async () => all.get(name),
        save: async (kept) => void all.set(name, kept),
        release: () => void claimed.delete(name),
      }
    },
  }
}

/**
 * In `localStorage`, or whatever is like it; for one page at a time where the browser has locks. Elsewhere two pages of one
 * courier must not share it.
 */
export const storageFixes = (storage: Pick<Storage, 'getItem' | 'setItem'>): FixStore => ({
  async claim(name) {
    const key = `tutti-fixes/${name}`
    const release = await locked(key)
    if (release === undefined) return undefined
    return {
      async load() {
        const text = storage.getItem(key)
        if (text === null) return undefined
        // Written below, or by nobody.
        const { records, ...rest } = JSON.parse(text) as Omit<KeptFixes, 'records'> & { readonly records: string }
        return { ...rest, records: Uint8Array.from(atob(records), (char) => char.charCodeAt(0)) }
      },
      async save({ records, ...rest }) {
        let text = ''
        for (const byte of records) text += String.fromCharCode(byte)
        storage.setItem(key, JSON.stringify({ ...rest, records: btoa(text) }))
      },
      release,
    }
  },
})

const TABLE = 'fixes'
/** A browser gives the locks of a page that was left back a little later. */
const LOCK_MS = 2_000

/** In IndexedDB, for one page at a time where the browser has locks; where there is no database, in memory. */
export const idbFixes = (database = 'tutti-delivery'): FixStore =>
  typeof indexedDB === 'undefined'
    ? memoryFixes()
    : {
        async claim(name) {
          const db = await opened(database)
          const release = await locked(`${database}/${name}`)
          if (release === undefined) {
            db.close()
            return undefined
          }
          return {
            load: () => done(db, 'readonly', (table) => table.get(name) as IDBRequest<KeptFixes | undefined>),
            save: async (kept) => void (await done(db, 'readwrite', (table) => table.put(kept, name))),
            release() {
              db.close()
              release()
            },
          }
        },
      }

/** Undefined: another page holds it, and keeps it. */
const locked = (name: string): Promise<(() => void) | undefined> =>
  new Promise((resolve) => {
    // Node has none before 24.
    const locks = (globalThis.navigator as { readonly locks?: LockManager } | undefined)?.locks
    if (locks === undefined) return resolve(() => {})
    const hold = (): Promise<void> => new Promise((release) => resolve(release))
    locks.request(name, { signal: AbortSignal.timeout(LOCK_MS) }, hold).catch(() => resolve(undefined))
  })

const opened = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the database cannot be opened'))
  })

const done = <T>(
  db: IDBDatabase,
  mode: IDBTransactionMode,
  ask: (table: IDBObjectStore) => IDBRequest<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const transaction = db.transaction(TABLE, mode)
    const request = ask(transaction.objectStore(TABLE))
    transaction.oncomplete = () => resolve(request.result)
    // Without waiting for what it says: a page that goes meanwhile would take it along.
    transaction.commit()
    transaction.onabort = () => reject(transaction.error ?? new Error('the database refused'))
  })

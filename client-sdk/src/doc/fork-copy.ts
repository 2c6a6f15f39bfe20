/** A copy of my suggestions in the browser, beside that of the document. */
import type { ForkCopy, KeptFork } from './local-copies.ts'

const HOST = 'host'
const MINE = 'mine'

export class BrowserForkCopy implements ForkCopy {
  readonly loaded: Promise<KeptFork | undefined>
  works = true
  /** Rows of mine that this window knows of. */
  #keys: IDBValidKey[] = []
  /** One after the other: each is kept before the next begins. */
  #last: Promise<IDBDatabase | undefined>
  #closed = false

  constructor(name: string) {
    this.#last = opened(name).catch(() => undefined)
    this.loaded = this.#last.then((db) => (db === undefined ? this.#broke() : this.#read(db)))
  }

  add(update: Uint8Array): void {
    this.#then(async (db) => void this.#keys.push(await asked(storesOf(db).mine.add(update))))
  }

  write({ host, mine }: KeptFork): void {
    this.#then(async (db) => {
      const stores = storesOf(db)
      for (const key of this.#keys) stores.mine.delete(key)
      if (host === undefined) stores.host.delete(HOST)
      else stores.host.put(host, HOST)
      this.#keys = await Promise.all(mine.map((update) => asked(stores.mine.add(update))))
    })
  }

  close(): void {
    if (this.#closed) return
    this.#then(async (db) => db.close())
    this.#closed = true
  }

  async #read(db: IDBDatabase): Promise<KeptFork | undefined> {
    try {
      const { host, mine } = storesOf(db, 'readonly')
      // Asked together: they are of one moment.
      const [kept, keys, updates] = await Promise.all([
        asked(host.get(HOST)),
        asked(mine.getAllKeys()),
        asked(mine.getAll()),
      ])
      this.#keys = keys
      // Written by this class alone.
      return { host: kept as Uint8Array | undefined, mine: updates as Uint8Array[] }
    } catch {
      return this.#broke()
    }
  }

  #then(run: (db: IDBDatabase) => Promise<void>): void {
    if (this.#closed) return
    const { loaded } = this
    this.#last = this.#last.then(async (db) => {
      await loaded
      if (db === undefined || !this.works) return db
      await run(db).catch(() => this.#broke())
      return db
    })
  }

  /** It is full, or was taken away. */
  #broke(): undefined {
    this.works = false
    return undefined
  }
}

const opened = (name: string): Promise<IDBDatabase> => {
  const request = indexedDB.open(name)
  request.onupgradeneeded = () => {
    request.result.createObjectStore(HOST)
    request.result.createObjectStore(MINE, { autoIncrement: true })
  }
  return asked(request)
}

const storesOf = (db: IDBDatabase, mode: IDBTransactionMode = 'readwrite') => {
  const transaction = db.transaction([HOST, MINE], mode)
  return { host: transaction.objectStore(HOST), mine: transaction.objectStore(MINE) }
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('nothing can be kept'))
  })

/** A database with one region in it, of either kind, written as its room would and read as a host does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '../../server/adapters/manual-clock.ts'
import { openPostgres } from '../../server/adapters/postgres/storage.ts'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import type { Asking } from '../../server/engine/room.ts'
import type { RowOf, Tables } from '../../server/engine/tables.ts'
import type { Acquired, Files, Storage, User } from '../../server/ports.ts'
import { deliveryTables } from '../../server/rooms/delivery/tables.ts'
import type { DeliveryWrites } from '../../server/rooms/delivery/tables.ts'
import type { Place } from '../../shared/delivery/types.ts'
import { freshDatabase } from './postgres.ts'
import { EPOCH, NAMES, after, commitAfter } from './room-commit.ts'
import { silentLog } from './silent-log.ts'

const KINDS: ReadonlyMap<string, Tables> = new Map([['delivery', deliveryTables as unknown as Tables]])
export const ROOM = 'town'

const userOf = (id: string): User => ({ id, name: id, claims: {} }) as unknown as User

export class RegionBase {
  readonly storage: Storage
  readonly clock: ReturnType<typeof createManualClock>
  readonly #away: () => void
  #at: Acquired
  #rows: { write: string; values: (string | number | Uint8Array | null)[] }[] = []

  private constructor(storage: Storage, clock: ReturnType<typeof createManualClock>, at: Acquired, away: () => void) {
    this.storage = storage
    this.clock = clock
    this.#at = at
    this.#away = away
  }

  static async open(kind: string): Promise<RegionBase> {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-region-'))
    const clock = createManualClock()
    const rest = { kinds: KINDS, clock, log: silentLog }
    const storage =
      kind === 'SQLite'
        ? await openSqlite({ path: join(folder, 'tutti.db'), ...rest })
        : await openPostgres({ url: (await freshDatabase()).url, ...rest })
    const at = await storage.journal.acquire('delivery', ROOM, EPOCH, NAMES)
    return new RegionBase(storage, clock, at, () => rmSync(folder, { recursive: true }))
  }

  async close(): Promise<void> {
    await this.storage.close()
    this.#away()
  }

  /** In the next commit(). */
  record<T extends keyof DeliveryWrites>(write: T, row: RowOf<DeliveryWrites[T]>): void {
    const columns = Object.keys(deliveryTables.writes[write].columns)
    const values = columns.map((name) => (row as Record<string, string | number | Uint8Array | null>)[name] ?? null)
    this.#rows.push({ write: `delivery.${write}`, values })
  }

  async commit(): Promise<void> {
    const room = commitAfter(this.#at, { rows: this.#rows.splice(0) })
    const [outcome] = await this.storage.journal.commit([room])
    if (outcome?.is !== 'committed') throw new Error(`not committed: ${JSON.stringify(outcome)}`)
    this.#at = after(this.#at, room)
  }

  region(centre: Place, radiusM: number, rules: object = {}): void {
    this.record('region', {
      room: ROOM,
      name: 'Town',
      lat_e7: centre.latE7,
      lon_e7: centre.lonE7,
      radius_m: radiusM,
      currency: 'EUR',
      rules: JSON.stringify({ baseFee: 0, feePer100M: 0, cancelFee: 0, taxPpm: {}, open: ['customer'], ...rules }),
      city: null,
      created_by: 'dora',
      created_at: 0,
    })
  }

  asking(user = 'ann'): Asking {
    return {
      user: userOf(user),
      room: ROOM,
      reader: this.storage.reader,
      files: undefined as unknown as Files,
      wallMs: Math.floor(this.clock.wall()),
      within: <T>(ms: number, wait: Promise<T>): Promise<T | undefined> =>
        Promise.race([wait, new Promise<undefined>((resolve) => this.clock.after(ms, () => resolve(undefined)))]),
      job: () => Promise.reject(new Error('there are no jobs here')),
      secret: () => 'secret',
    }
  }
}

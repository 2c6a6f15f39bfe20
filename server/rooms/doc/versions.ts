/** Versions: kept by hand and by themselves, named, and brought back as edits that everybody sees come in. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { Version } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import type { Later, Member, Room } from '../../engine/room.ts'
import { resultOf } from './asked.ts'
import type { DocDesk } from './desk.ts'
import type { Author, EditType, Kept } from './log.ts'
import type { Outcome } from './past-jobs.ts'
import { Pens } from './pens.ts'
import type { Pieces } from './rewind.ts'
import type { PastLoads } from './versions-load.ts'
import type { StoredVersions } from './versions-stored.ts'
import { versionRow } from './versions-tables.ts'

/** When a version is kept by itself. */
export const KEEPS = {
  /** Nobody has written for so long. */
  quietMs: 10 * 60_000,
  /** So much was written. */
  bytes: 50 * 1024,
  /** Somebody else writes, after the last one has paused for so long. */
  pauseMs: 60_000,
} as const

/** A whole document is made anew elsewhere; one at a time. */
interface Rewinding {
  readonly by: Author
  readonly type: 'restore' | 'revert'
  readonly later: Later
}

export class Versions {
  readonly #desk: DocDesk
  readonly #pens: Pens
  /** Log position of the last version, and what was written since. */
  #n: number
  #bytes: number
  #last: StoredVersions['last']
  #rewinding: Rewinding | null = null
  /** The last one that a restore was kept as, to whoever asks for it once more. */
  #restored: Version | null = null
  /** Named or kept since the room was opened, newest last: the database may not have them yet. */
  readonly #recent = new Map<string, Version>()
  readonly #hooks: ((version: Version) => void)[] = []

  constructor(desk: DocDesk, stored: StoredVersions | undefined) {
    this.#desk = desk
    this.#pens = new Pens(() => desk.ctx.random())
    this.#n = stored?.n ?? 0
    this.#bytes = stored?.bytes ?? 0
    this.#last = stored?.last ?? null
    desk.onEdited((rows) => this.#edited(rows))
    // A room closes long before its last edits are old enough: whoever opens it next finds them a version.
    if (this.#last !== null && this.#last.n > this.#n) desk.wakes.at('quiet', desk.ctx.now(), () => this.#quiet())
  }

  readonly on: Pick<Room<DocContract>['on'], 'keep' | 'nameVersion' | 'restore' | 'revert'> = {
    keep: (from, { name }) => {
      const n = this.#desk.settle()
      this.#desk.ctx.reply(this.#keep(n, name, this.#desk.author(from), 'named'))
    },

    nameVersion: (_from, { id, name }, loaded) => {
      // What this kind's load has read.
      const known = this.#recent.get(id) ?? (loaded as PastLoads['nameVersion'] | undefined) ?? null
      if (known === null) throw new TuttiError('not_found', 'there is no such version')
      const type = known.type === 'restored' ? known.type : name === '' ? 'automatic' : 'named'
      const version = { ...known, name, type } as const
      this.#tell(version)
      this.#desk.ctx.reply(version)
    },

    restore: (from, { n }, loaded) => {
      if (n > this.#desk.head) throw new TuttiError('not_found', 'the document has not come so far')
      this.#begin(from, 'restore', { earlier: loaded as Pieces })
    },

    revert: (from, _body, loaded) => this.#begin(from, 'revert', { ...(loaded as PastLoads['revert']) }),
  }

  readonly did: NonNullable<Room<DocContract>['did']> = {
    restore: (result) => this.#done(result),
    revert: (result) => this.#done(result),
  }

  /** Runs in the tick in which a version is kept or named. */
  onVersion(run: (version: Version) => void): void {
    this.#hooks.push(run)
  }

  /** Everything of the document as it is, without encoding any of it. */
  #begin(from: Member, type: Rewinding['type'], input: object): void {
    const desk = this.#desk
    if (this.#rewinding !== null)
      throw new TuttiError('unavailable', 'a version is being restored: try again', { retryMs: 500 })
    desk.settle()
    const { snapshot, tail } = desk.log.past
    const client = this.#pens.fresh(desk.present())
    this.#rewinding = { by: desk.author(from), type, later: desk.ctx.later() }
    desk.ctx.job(type, { ...input, now: [snapshot.data, ...tail], client })
  }

  #done(result: unknown): void {
    const rewinding = this.#rewinding
    this.#rewinding = null
    if (rewinding === null) return
    try {
      // What the job of that name gives.
      const update = resultOf(result as Outcome<Uint8Array | null> | undefined)
      rewinding.later.reply(this.#submit(update, rewinding.by, rewinding.type))
    } catch (thrown) {
      rewinding.later.refuse(toError(thrown))
    }
  }

  #submit(update: Uint8Array | null, by: Author, type: EditType): Version {
    const { head } = this.#desk
    const n = update === null ? this.#desk.settle() : this.#desk.submit(update, by, type)
    const same = this.#restored
    // Asked for once more, after an answer that was lost: nothing has changed since, and nothing is to be told.
    if (n === head && same?.n === n && same.by === by.id) return same
    const version = this.#keep(n, '', by, 'restored')
    this.#restored = version
    return version
  }

  #keep(n: number, name: string, by: Author, type: Version['type'], at = this.#desk.ctx.wall()): Version {
    const version: Version = { id: this.#desk.ctx.newId(), n, name, by: by.id, byName: by.name, at, type }
    if (n > this.#n) {
      this.#n = n
      this.#bytes = 0
    }
    this.#tell(version)
    return version
  }

  #tell(version: Version): void {
    const { ctx } = this.#desk
    this.#recent.set(version.id, version)
    const [oldest] = this.#recent.keys()
    if (this.#recent.size > 100 && oldest !== undefined) this.#recent.delete(oldest)
    ctx.record('version', { ...versionRow(ctx.id, version) })
    ctx.broadcast('version', version)
    for (const run of this.#hooks) run(version)
  }

  #edited(rows: readonly Kept[]): void {
    const { ctx, wakes } = this.#desk
    const at = ctx.wall()
    for (const { n, author, update } of rows) {
      if (author.id !== '') {
        if (this.#paused(author.id, at)) this.#keepLast()
        this.#last = { n, by: author.id, name: author.name, at }
      }
      if (n > this.#n) this.#bytes += update.length
    }
    if (this.#bytes >= KEEPS.bytes) this.#keepLast()
    wakes.at('quiet', ctx.now() + KEEPS.quietMs, () => this.#quiet())
  }

  /** What was written before now was the end of something. */
  #paused(by: string, at: number): boolean {
    if (this.#last === null) return false
    const pause = at - this.#last.at
    return pause >= KEEPS.quietMs || (by !== this.#last.by && pause >= KEEPS.pauseMs)
  }

  #quiet(): void {
    const { ctx, wakes } = this.#desk
    if (this.#last === null) return
    const stillMs = this.#last.at + KEEPS.quietMs - ctx.wall()
    if (stillMs > 0) wakes.at('quiet', ctx.now() + stillMs, () => this.#quiet())
    else this.#keepLast()
  }

  /** Up to the last edit of a person, unless that is in a version already. */
  #keepLast(): void {
    if (this.#last === null || this.#last.n <= this.#n) return
    const { n, by, name, at } = this.#last
    this.#keep(n, '', { id: by, name }, 'automatic', at)
  }
}

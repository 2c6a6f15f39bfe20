/** Brings mail from room to room: what a commit posted at once, and what was left over after a start or a failure. */
import { toError } from '../../shared/errors.ts'
import type { Cancel, Clock, Journal, Log, Mail } from '../ports.ts'
import type { MailFate } from './inbox.ts'
import type { Kinds } from './kinds.ts'
import type { Live, LiveRooms } from './live-rooms.ts'

const SWEEP_MS = 5_000
const PAGE = 500
const MAX_CARRIED = 2_000
/** Mail that breaks its room is brought so often, and then only its row is removed. */
const MAX_TRIES = 3

export interface PostmanParts {
  readonly journal: Journal
  readonly kinds: Kinds
  readonly rooms: LiveRooms
  readonly clock: Clock
  readonly log: Log
}

export class Postman {
  readonly #parts: PostmanParts
  /** On its way into a room, or in one and not yet durable. */
  readonly #carried = new Set<string>()
  /** Done since the last sweep began to read: its page may still show them. */
  #done = new Set<string>()
  readonly #tries = new Map<string, number>()
  #stopped = false
  #cancel: Cancel | undefined

  constructor(parts: PostmanParts) {
    this.#parts = parts
  }

  start(): void {
    void this.#sweep()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  /** It is durable where it was posted. */
  bring(mails: readonly Mail[]): void {
    for (const own of this.#take(mails)) void this.#open(own).then((live) => live && this.#deliver(live, own))
  }

  /** Those that nobody carries yet, by room; they are carried from now on. */
  #take(mails: readonly Mail[]): readonly (readonly Mail[])[] {
    if (this.#stopped) return []
    const byRoom = new Map<string, Mail[]>()
    for (const mail of mails) {
      if (this.#carried.has(mail.id) || this.#done.has(mail.id)) continue
      this.#carried.add(mail.id)
      const name = `${mail.kind}/${mail.room}`
      const own = byRoom.get(name)
      if (own === undefined) byRoom.set(name, [mail])
      else own.push(mail)
    }
    return [...byRoom.values()]
  }

  /** The room that these are for. Never rejects: what could not be brought is brought again by a sweep. */
  async #open(mails: readonly Mail[]): Promise<Live | undefined> {
    const { kinds, rooms, log } = this.#parts
    const { kind: name, room } = mails[0]!
    try {
      const kind = kinds.get(name)
      if (kind?.tables === undefined) throw new Error(`there is no durable kind ${name}`)
      return await rooms.open(kind, room)
    } catch (thrown) {
      this.#release(mails)
      const { code, cause } = toError(thrown)
      log.warn('mail could not be brought and waits', { kind: name, room, code, error: cause })
      return undefined
    }
  }

  /** To one room, in order. */
  async #deliver(live: Live, mails: readonly Mail[]): Promise<void> {
    this.#parts.rooms.keep(live)
    for (const mail of mails) {
      const fate = this.#hand(live, mail)
      // One that was there when its room broke comes alone: the others are to have no part in it.
      if (this.#tries.has(mail.id)) await fate
    }
  }

  /** Resolves when it is known what became of it. */
  #hand({ runner }: Live, mail: Mail): Promise<void> {
    const drop = (this.#tries.get(mail.id) ?? 0) >= MAX_TRIES
    if (drop) {
      const { kind, room, op } = mail
      this.#parts.log.error('mail was dropped: it broke its room each time', { kind, room, op })
    }
    return new Promise((resolve) => {
      const settled = (fate: MailFate) => {
        this.#settled(mail, fate)
        resolve()
      }
      runner.mail({ at: 'mail', mail, kept: true, drop, settled })
    })
  }

  #release(mails: readonly Mail[]): void {
    for (const { id } of mails) this.#carried.delete(id)
  }

  #settled({ id }: Mail, fate: MailFate): void {
    this.#carried.delete(id)
    if (fate === 'broke') this.#tries.set(id, (this.#tries.get(id) ?? 0) + 1)
    else if (fate === 'done') {
      this.#tries.delete(id)
      this.#done.add(id)
    }
  }

  async #sweep(): Promise<void> {
    const { journal, clock, log } = this.#parts
    this.#done = new Set()
    try {
      let after = ''
      for (let page = await journal.mail(after, PAGE); page.length > 0; page = await journal.mail(after, PAGE)) {
        await this.#bringAgain(page, after)
        after = page.at(-1)!.id
        // The rest when these are done: they are rooms to be opened, and memory.
        if (page.length < PAGE || this.#carried.size >= MAX_CARRIED) break
      }
    } catch (error) {
      log.warn('mail could not be read', { error })
    }
    if (!this.#stopped) this.#cancel = clock.after(SWEEP_MS, () => void this.#sweep())
  }

  /**
   * These lie there after `after`. A commit that was under way when its room was lost, with this host or the one before,
   * may yet do some of them: which are still to be done is certain when their rooms have been taken over.
   */
  async #bringAgain(page: readonly Mail[], after: string): Promise<void> {
    const lots = this.#take(page)
    if (lots.length === 0) return
    const lives = await Promise.all(lots.map((own) => this.#open(own)))
    let waiting: ReadonlySet<string>
    try {
      waiting = new Set((await this.#parts.journal.mail(after, PAGE)).map(({ id }) => id))
    } catch (thrown) {
      for (const own of lots) this.#release(own)
      throw thrown
    }
    for (const [i, own] of lots.entries()) {
      const live = lives[i]
      if (live === undefined) continue
      this.#release(own.filter(({ id }) => !waiting.has(id)))
      void this.#deliver(
        live,
        own.filter(({ id }) => waiting.has(id)),
      )
    }
  }
}

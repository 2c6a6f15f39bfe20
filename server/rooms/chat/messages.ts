/** The messages that a room has at hand: the last ones, and those that were touched. Never a second copy of one. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Message } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Loaded } from './loaded.ts'
import { messageOf } from './read/message.ts'
import type { Mutable } from './mutable.ts'
import { Overlay } from '../../../shared/overlay.ts'

/**
 * At hand are at least so many, younger ones up to the most: what is not durable yet cannot be looked up. A busy host
 * that held 512 of each of 200 channels gave its collector 90 MB to walk.
 */
const LATELY_MIN = 64
const LATELY_MAX = 512
const YOUNG_MS = 3_000
/** Changed and not yet forgotten: above this, changes wait. */
const CHANGED_MAX = 20_000

export class Messages {
  /** Sent or looked up, latest last. */
  readonly #lately = new Map<number, Mutable<Message>>()
  /** What a read may have overtaken is kept for as long as such a read is believed. */
  readonly #changed = new Overlay<number, Mutable<Message>>()
  /** Outside of threads, ascending. */
  readonly #timeline: Mutable<Message>[] = []
  /** Reactions given and taken back lately, by message, user and emoji. */
  readonly #given = new Overlay<string, boolean>()

  /** What a fresh member sees first; but for what is older than the channel keeps. */
  recent(sinceWall: number): readonly Message[] {
    const last = this.#timeline.slice(-CHAT.recent)
    return sinceWall === 0 ? last : last.filter(({ at }) => at >= sinceWall)
  }

  add(message: Mutable<Message>): void {
    this.#keep(message, message.at)
    if (message.root !== undefined) return
    this.#timeline.push(message)
    if (this.#timeline.length >= 2 * CHAT.recent) this.#timeline.splice(0, CHAT.recent)
  }

  /** @throws TuttiError `not_found`, where it is not there or is a tombstone */
  get(n: number, loaded: Loaded | undefined): Mutable<Message> {
    const message = this.find(n, loaded)
    if (message === undefined || message.deleted === true) throw new TuttiError('not_found', 'there is no such message')
    return message
  }

  find(n: number, loaded: Loaded | undefined): Mutable<Message> | undefined {
    const held = this.#changed.get(n) ?? this.#lately.get(n) ?? this.#timeline.find((one) => one.n === n)
    if (held !== undefined) return held
    const row = loaded?.messages?.find((one) => one.n === n)
    if (row === undefined) return undefined
    const message = messageOf(row)
    this.#keep(message)
    return message
  }

  /** Call before the first change. @throws TuttiError `overloaded` */
  mayChange(): void {
    if (this.#changed.size >= CHANGED_MAX) throw new TuttiError('overloaded', undefined, { retryMs: 5000 })
  }

  changed(message: Mutable<Message>, wallMs: number): void {
    this.#changed.set(message.n, message, wallMs)
  }

  /** Whether this user has given the reaction. */
  hasGiven(n: number, user: string, emoji: string, loaded: Loaded | undefined): boolean {
    return this.#given.get(`${n} ${emoji} ${user}`) ?? loaded?.given ?? false
  }

  give(n: number, user: string, emoji: string, on: boolean, wallMs: number): void {
    this.#given.set(`${n} ${emoji} ${user}`, on, wallMs)
  }

  /** `nowMs`: those that are not young at this time may go. */
  #keep(message: Mutable<Message>, nowMs = 0): void {
    this.#lately.set(message.n, message)
    if (this.#lately.size <= LATELY_MIN) return
    for (const [n, { at }] of this.#lately) {
      if (this.#lately.size <= LATELY_MIN) return
      if (this.#lately.size <= LATELY_MAX && at >= nowMs - YOUNG_MS) return
      this.#lately.delete(n)
    }
  }
}

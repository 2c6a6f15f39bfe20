/** Where I stand in a channel: what is unread is a subtraction, and is told to the host now and then. */
import type { ChannelRole, ChatState, Message, Mine } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ClientClock } from '../clock.ts'
import { passes } from '../requests.ts'
import type { AnyRoom } from '../any-client.ts'
import type { ChatEvent } from './types.ts'

const TELL_MS = 500
const AGAIN_MS = 3_000
/** What is read this soon was never new to its reader. */
const NEW_MS = 1_000

export type Me = Mine & { readonly user: string }

export class Reading {
  me: Me
  lastN: number
  /** Drawn above this one. */
  firstUnread: number | undefined
  readonly #room: AnyRoom
  readonly #clock: ClientClock
  readonly #ring: (event: ChatEvent) => void
  /** The host knows this much. */
  #told: number
  #cancelTell: (() => void) | undefined
  #cancelNew: (() => void) | undefined
  #telling = false

  constructor(room: AnyRoom, state: ChatState, clock: ClientClock, ring: (event: ChatEvent) => void) {
    this.#room = room
    this.#clock = clock
    this.#ring = ring
    this.me = state.me
    this.lastN = state.lastN
    this.#told = state.me.read
    if (this.unread > 0) this.firstUnread = state.me.read + 1
    room.on('said', (message: Message) => this.#said(message))
    room.on('mine', (mine: Mine) => this.#mine(mine))
  }

  get unread(): number {
    return this.me.role === 'visitor' ? 0 : Math.max(0, this.lastN - this.me.read)
  }

  seated(state: Partial<ChatState>): void {
    this.passed(state.lastN ?? 0)
    if (state.me === undefined) return
    this.#told = state.me.read
    this.#mine(state.me)
    this.#tellSoon(0)
  }

  /** Before the host says so itself, a moment later. */
  entered(role: ChannelRole): void {
    if (this.me.role === 'visitor') this.#set({ role })
  }

  passed(n: number): void {
    if (n <= this.lastN) return
    this.lastN = n
    this.#ring('me')
  }

  read(n = this.lastN): void {
    const read = Math.min(n, this.lastN)
    if (read <= this.me.read || this.me.role === 'visitor') return
    this.#set({ read, ...(read === this.lastN && { mentions: 0 }) })
    this.#tellSoon(TELL_MS)
  }

  close(): void {
    this.#cancelNew?.()
    this.#cancelTell?.()
    // Said before leaving, or it is lost.
    if (this.me.read > this.#told && !this.#telling && this.#room.status === 'live')
      this.#room.send('read', { n: this.me.read })
  }

  #said({ n, by }: Message): void {
    const unreadBefore = this.unread
    this.passed(n)
    if (by === this.me.user) {
      // Whoever writes has read what was there; the host knows that.
      this.#told = Math.max(this.#told, n)
      this.firstUnread = undefined
      this.#set({ read: Math.max(this.me.read, n), mentions: 0 })
    } else if (unreadBefore === 0 && n > this.me.read) {
      this.#cancelNew ??= this.#clock.after(NEW_MS, () => {
        this.#cancelNew = undefined
        if (this.me.read >= n || this.me.role === 'visitor') return
        this.firstUnread = n
        this.#ring('me')
      })
    }
  }

  #mine(mine: Mine): void {
    const read = Math.max(mine.read, this.me.read)
    this.me = { ...mine, user: this.me.user, read }
    if (mine.read > this.#told) this.#told = mine.read
    this.#ring('me')
  }

  #set(part: Partial<Mine>): void {
    this.me = { ...this.me, ...part }
    this.#ring('me')
  }

  #tellSoon(inMs: number): void {
    this.#cancelTell ??= this.#clock.after(inMs, () => {
      this.#cancelTell = undefined
      this.#tell()
    })
  }

  #tell(): void {
    const n = this.me.read
    if (n <= this.#told || this.#telling || this.#room.status !== 'live') return
    this.#telling = true
    this.#room
      .request('read', { n })
      .catch((thrown: unknown) => {
        // It is asked again, unless there is no hope.
        if (thrown instanceof TuttiError && passes(thrown.code)) throw thrown
      })
      .then(
        () => (this.#told = Math.max(this.#told, n)),
        () => undefined,
      )
      .finally(() => {
        this.#telling = false
        if (this.me.read > this.#told && this.#room.status === 'live') this.#tellSoon(AGAIN_MS)
      })
  }
}

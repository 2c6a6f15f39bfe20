/** Somebody who talks: enters, writes, reacts, changes what they wrote, and reads along. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { ChatState, Message } from '../../../shared/chat/types.ts'
import type { Events } from '../../../shared/contract.ts'
import type { Act, Bot } from '../../engine/room.ts'

const WORDS = ['well', 'yes', 'no', 'perhaps', 'tomorrow', 'look', 'there', 'again', 'who', 'then', 'so', 'it is']
const EMOJI = ['👍', '❤️', '🎉', ':wave:']
const KEPT = 50

export class ChatBot implements Bot<ChatContract> {
  readonly hz = 1
  readonly options = { create: true }
  readonly #random: () => number
  #me = ''
  /** What it can do next without being refused. */
  #place: 'nowhere' | 'outside' | 'inside' = 'nowhere'
  #lastN = 0
  #read = 0
  #said = 0
  readonly #heard: number[] = []
  readonly #own: number[] = []

  constructor(random: () => number) {
    this.#random = random
  }

  joined(state: unknown): void {
    // What this kind's join() returned.
    const { channel, me, lastN } = state as ChatState
    this.#me = me.user
    this.#lastN = lastN
    this.#place = channel === null ? 'nowhere' : me.role === 'visitor' ? 'outside' : 'inside'
  }

  heard<T extends keyof Events<ChatContract>>(event: T, body: Events<ChatContract>[T]): void {
    if (event === 'channel' && this.#place === 'nowhere') this.#place = 'outside'
    else if (event === 'member') {
      const { user, role } = body as Events<ChatContract>['member']
      if (user === this.#me) this.#place = role === 'visitor' ? 'outside' : 'inside'
    } else if (event === 'mine') {
      const { role } = body as Events<ChatContract>['mine']
      this.#place = role === 'visitor' ? 'outside' : 'inside'
    } else if (event === 'said') this.#hear(body as Message)
  }

  act(): Act<ChatContract> | undefined {
    if (this.#place === 'nowhere') return { command: 'create', body: { type: 'public', title: 'Bots' } }
    if (this.#place === 'outside') return { command: 'enter', body: {} }
    const dice = this.#random()
    if (dice < 0.5) return { command: 'send', body: this.#words() }
    if (dice < 0.65) return this.#read < this.#lastN ? this.#readOn() : undefined
    if (dice < 0.8) {
      const n = this.#pick(this.#heard)
      if (n !== undefined) return { command: 'react', body: { n, emoji: this.#pick(EMOJI)!, on: this.#random() < 0.7 } }
    } else if (dice < 0.9) {
      const n = this.#pick(this.#own)
      if (n !== undefined) return { command: 'edit', body: { n, text: this.#words().text } }
    }
    return { command: 'typing', body: { on: true } }
  }

  #hear({ n, by, system }: Message): void {
    this.#lastN = n
    if (system !== undefined) return
    keep(this.#heard, n)
    if (by === this.#me) keep(this.#own, n)
  }

  #readOn(): Act<ChatContract> {
    this.#read = this.#lastN
    return { command: 'read', body: { n: this.#lastN } }
  }

  /** Never the same twice: the flood detector looks at that. */
  #words(): { text: string; reply?: number } {
    const count = 1 + Math.floor(this.#random() * 12)
    const words = Array.from({ length: count }, () => this.#pick(WORDS))
    const text = `${words.join(' ')} (${++this.#said})`
    const reply = this.#random() < 0.1 ? this.#pick(this.#heard) : undefined
    return reply === undefined ? { text } : { text, reply }
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)]
  }
}

const keep = (list: number[], n: number): void => {
  list.push(n)
  if (list.length > KEPT) list.shift()
}

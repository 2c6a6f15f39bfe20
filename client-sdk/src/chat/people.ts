/** Who is here, who has got and read how much, and who writes just now. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { ChatState, Crowd, Message, Presence, Receipt } from '../../../shared/chat/types.ts'
import type { ClientClock } from '../clock.ts'
import type { AnyRoom } from '../any-client.ts'
import type { ChatEvent, Typing } from './types.ts'

interface TypingEvent {
  readonly user: string
  readonly name: string
  readonly on: boolean
  readonly root?: number
}

export class People {
  people: ReadonlyMap<string, Presence> = new Map()
  crowd: Crowd = { online: 0, members: 0 }
  receipts: ReadonlyMap<string, Receipt> = new Map()
  typing: readonly Typing[] = []
  readonly #clock: ClientClock
  readonly #me: string
  readonly #ring: (event: ChatEvent) => void
  readonly #forget = new Map<string, () => void>()

  constructor(room: AnyRoom, me: string, clock: ClientClock, ring: (event: ChatEvent) => void) {
    this.#clock = clock
    this.#me = me
    this.#ring = ring
    room.on('presence', (who: Presence | null, { key }) => this.#present(String(key), who))
    room.on('member', () => ring('members'))
    room.on('crowd', (crowd: Crowd) => {
      this.crowd = crowd
      ring('people')
    })
    room.on('receipt', (receipt: Receipt) => {
      this.receipts = new Map(this.receipts).set(receipt.user, receipt)
      ring('receipts')
    })
    room.on('said', ({ by }: Message) => this.#wrote(by))
    room.on('typing', (event: TypingEvent) => this.#types(event))
  }

  seated(state: Partial<ChatState>): void {
    this.people = new Map(state.people?.map((one) => [one.user, one]))
    this.receipts = new Map(state.receipts?.map((one) => [one.user, one]))
    this.crowd = state.crowd ?? this.crowd
    this.#ring('people')
    this.#ring('receipts')
  }

  close(): void {
    for (const cancel of this.#forget.values()) cancel()
    this.#forget.clear()
  }

  /** Whoever has said something is not writing it any more. */
  #wrote(user: string): void {
    this.#forget.get(user)?.()
    if (!this.#forget.delete(user)) return
    this.typing = this.typing.filter((one) => one.user !== user)
    this.#ring('typing')
  }

  #present(user: string, who: Presence | null): void {
    const people = new Map(this.people)
    if (who === null) people.delete(user)
    else people.set(user, who)
    this.people = people
    this.#ring('people')
  }

  #types({ user, name, on, root }: TypingEvent): void {
    if (user === this.#me) return
    this.#wrote(user)
    if (!on) return
    this.typing = [...this.typing, { user, name, ...(root !== undefined && { root }) }]
    this.#forget.set(
      user,
      this.#clock.after(CHAT.typingForgetMs, () => this.#wrote(user)),
    )
    this.#ring('typing')
  }
}

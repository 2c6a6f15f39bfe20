/** What is said in a channel: its timeline and threads, my own messages on their way, and what I wish changed. */
import type { ChatState, Message } from '../../../shared/chat/types.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { ChatQueryAnswer, ChatQueryBody } from './asking.ts'
import { deleted, edited, pinned, reacted, replied } from './changes.ts'
import type { Edited, Reacted } from './changes.ts'
import { Happenings } from './happenings.ts'
import type { ChatStore } from './store.ts'
import { Thread } from './thread.ts'
import { Timeline } from './timeline.ts'
import type { AnyRoom } from '../any-client.ts'
import type { ChatClient, ChatLine, ThreadView } from './types.ts'
import { Unsent } from './unsent.ts'
import { Window } from './window.ts'
import { Wishes } from './wishes.ts'
import type { Wish } from './wishes.ts'

type PageQuery = 'history' | 'thread'

export interface TalkParts {
  readonly client: ChatClient
  readonly room: AnyRoom
  readonly store: ChatStore
  readonly me: { readonly user: string; readonly name: string }
  readonly query: <T extends PageQuery>(name: T, body: ChatQueryBody<T>) => Promise<ChatQueryAnswer<T>>
  /** The lines are others. */
  changed(): void
  /** There is a message of this number. */
  passed(n: number): void
}

export class Talk {
  readonly window = new Window((message) => message.root === undefined)
  readonly timeline: Timeline
  readonly unsent: Unsent
  readonly #parts: TalkParts
  readonly #happenings = new Happenings()
  readonly #wishes: Wishes
  readonly #threads = new Set<Thread>()
  #lines: readonly ChatLine[] | undefined

  constructor(parts: TalkParts, state: ChatState) {
    const { client, room } = parts
    this.#parts = parts
    this.timeline = new Timeline({
      window: this.window,
      happenings: this.#happenings,
      clock: client.clock,
      forward: false,
      ask: (place) => parts.query('history', place),
      changed: () => this.#moved(),
    })
    this.unsent = new Unsent({ ...parts, changed: () => this.changed() })
    this.#wishes = new Wishes(this.#happenings, () => this.changed())
    const { recent } = state
    this.window.reset([
      { messages: recent, before: recent.length >= CHAT.recent, after: false, seq: room.position?.seq ?? 0 },
    ])
    this.#moved()
    this.#listen(room)
    // The first state is the same for all: which of the reactions are mine, only a query tells.
    if (recent.some(({ reactions }) => reactions !== undefined)) this.timeline.refresh().catch(() => {})
  }

  get lines(): readonly ChatLine[] {
    return (this.#lines ??= this.#all())
  }

  thread(root: number): ThreadView {
    const { client, query } = this.#parts
    const thread = new Thread(
      {
        happenings: this.#happenings,
        clock: client.clock,
        ask: ({ after = 0, limit }) => query('thread', { root, after, limit: limit ?? CHAT.pageMax }),
        seen: (line) => this.#wishes.seen(line),
        own: (of, others) => this.unsent.lines(of, others),
        closed: (one) => this.#threads.delete(one),
      },
      root,
    )
    this.#threads.add(thread)
    return thread
  }

  edit(n: number, text: string): Promise<void> {
    const at = this.#parts.client.serverNow()
    return this.#wish(n, 'edit', { n, text }, (line) => {
      if (line.text === text) return line
      // Whom it mentions is the host's to find out.
      const mentions = line.mentions === undefined ? {} : { mentions: line.mentions }
      return edited(line, { n, text, at, rev: (line.rev ?? 0) + 1, ...mentions })
    })
  }
  delete(n: number): Promise<void> {
    return this.#wish(n, 'delete', { n }, deleted)
  }
  react(n: number, emoji: string, on: boolean): Promise<void> {
    const { user } = this.#parts.me
    return this.#wish(n, 'react', { n, emoji, on }, (line) => {
      if ((line.mine?.includes(emoji) ?? false) === on) return line
      const count = Math.max(0, (line.reactions?.[emoji] ?? 0) + (on ? 1 : -1))
      return reacted(line, { n, emoji, on, count, by: user }, user)
    })
  }
  pin(n: number, on: boolean): Promise<void> {
    return this.#wish(n, 'pin', { n, on }, (line) => pinned(line, on))
  }

  changed(): void {
    this.#lines = undefined
    for (const thread of this.#threads) thread.changed()
    this.#parts.changed()
  }

  close(): void {
    this.unsent.close()
    this.timeline.close()
    for (const thread of this.#threads) thread.close()
  }

  #wish(n: number, command: string, body: object, wish: Wish): Promise<void> {
    return this.#wishes.until(n, wish, this.#parts.room.request(command, body))
  }

  #listen(room: AnyRoom): void {
    const { me } = this.#parts
    room.on('said', (message: Message, { seq }) => {
      this.unsent.said(message)
      this.#happenings.happened((window) => {
        const added = window.said(message, seq)
        const { root, at } = message
        return root !== undefined && window.change(root, seq, (line) => replied(line, at)) ? true : added
      })
    })
    const change = <E extends { readonly n: number }>(event: string, to: (line: ChatLine, body: E) => ChatLine) =>
      room.on(event, (body: E, { seq }) => {
        this.#happenings.happened((window) => window.change(body.n, seq, (line) => to(line, body)))
      })
    change<Edited>('edited', edited)
    change('deleted', (line) => deleted(line))
    change<Reacted>('reacted', (line, body) => reacted(line, body, me.user))
    change<{ readonly n: number; readonly on: boolean }>('pinned', (line, { on }) => pinned(line, on))
    room.onDiscontinuity(() => {
      this.#happenings.forget()
      this.timeline.again()
      for (const thread of this.#threads) thread.again()
    })
  }

  #moved(): void {
    const { last = 0, atEnd } = this.window
    this.#parts.passed(last)
    if (atEnd) this.unsent?.passed(last)
    this.changed()
  }

  #all(): ChatLine[] {
    const lines = this.window.lines.map((line) => this.#wishes.seen(line))
    if (!this.window.atEnd) return lines
    return [...lines, ...this.unsent.lines(undefined, lines)]
  }
}

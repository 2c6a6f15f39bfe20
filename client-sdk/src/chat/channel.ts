/** One open channel: its lines, its people and where I stand in it, live, with what I do shown at once. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { ChannelInfo, ChatState, Crowd, FileRef, Presence, Receipt } from '../../../shared/chat/types.ts'
import type { Off } from '../listeners.ts'
import { RoomFiles } from '../room-files.ts'
import type { RoomStatus } from '../typed.ts'
import type {
  ChatAnswer,
  ChatCommand,
  ChatCommands,
  ChatQueryAnswer,
  ChatQueryBody,
  ChatQueryName,
  CreateBody,
} from './asking.ts'
import { Bell } from '../bell.ts'
import { Draft } from './draft.ts'
import { openChannelsOf } from './open-channels.ts'
import { People } from './people.ts'
import { Reading } from './reading.ts'
import type { Me } from './reading.ts'
import type { ChatStore } from './store.ts'
import { Talk } from './talk.ts'
import type { AnyRoom } from '../any-client.ts'
import type { ChatChannel, ChatClient, ChatEvent, ChatLine, SendExtra, ThreadView, Typing } from './types.ts'

export class Channel implements ChatChannel {
  readonly room: string
  channel: ChannelInfo | null
  work = { reports: 0, held: 0 }
  readonly #client: ChatClient
  readonly #seat: AnyRoom
  readonly #bell = new Bell<ChatEvent>()
  readonly #people: People
  readonly #reading: Reading
  readonly #talk: Talk
  readonly #files: RoomFiles
  readonly #draft: Draft
  #typedMs = -Infinity

  constructor(client: ChatClient, seat: AnyRoom, store: ChatStore) {
    // What JOINED of a channel carries.
    const state = seat.state as ChatState
    const { user } = state.me
    const ring = (event: ChatEvent): void => this.#bell.ring(event)
    this.room = seat.id
    this.channel = state.channel
    this.#client = client
    this.#seat = seat
    this.#people = new People(seat, user, client.clock, ring)
    this.#people.seated(state)
    this.#reading = new Reading(seat, state, client.clock, ring)
    this.#files = new RoomFiles(client, 'chat', seat.id)
    this.#draft = new Draft(store, client.clock, user, seat.id)
    const nameOf = () => this.people.get(user)?.name ?? client.user?.name ?? user
    const me = {
      user,
      get name() {
        return nameOf()
      },
    }
    this.#talk = new Talk(
      {
        client,
        store,
        me,
        room: seat,
        query: (name, body) => this.query(name, body),
        changed: () => ring('lines'),
        passed: (n) => this.#reading.passed(n),
      },
      state,
    )
    this.#listen()
    openChannelsOf(client).add(this)
  }

  get me(): Me {
    return this.#reading.me
  }
  get status(): RoomStatus {
    return this.#seat.status
  }
  get lines(): readonly ChatLine[] {
    return this.#talk.lines
  }
  get atStart(): boolean {
    return this.#talk.window.atStart
  }
  get atEnd(): boolean {
    return this.#talk.window.atEnd
  }
  get lastN(): number {
    return this.#reading.lastN
  }
  get people(): ReadonlyMap<string, Presence> {
    return this.#people.people
  }
  get crowd(): Crowd {
    return this.#people.crowd
  }
  get receipts(): ReadonlyMap<string, Receipt> {
    return this.#people.receipts
  }
  get typing(): readonly Typing[] {
    return this.#people.typing
  }
  get unread(): number {
    return this.#reading.unread
  }
  get firstUnread(): number | undefined {
    return this.#reading.firstUnread
  }
  get draft(): string {
    return this.#draft.text
  }
  set draft(text: string) {
    this.#draft.text = text
  }

  on(event: ChatEvent, run: () => void): Off {
    return this.#bell.on(event, run)
  }

  loadBefore(): Promise<void> {
    return this.#talk.timeline.loadBefore()
  }
  loadAfter(): Promise<void> {
    return this.#talk.timeline.loadAfter()
  }
  async jumpTo(n: number): Promise<void> {
    if (this.#talk.window.stale || this.#talk.window.find(n) === undefined) await this.#talk.timeline.go({ around: n })
  }
  jumpToTime(wallMs: number): Promise<void> {
    return this.#talk.timeline.go({ at: wallMs })
  }
  async toEnd(): Promise<void> {
    if (!this.atEnd) await this.#talk.timeline.go({})
  }

  send(text: string, extra?: SendExtra): string {
    this.#typedMs = -Infinity
    return this.#talk.unsent.send(text, extra)
  }
  retry(local: string): void {
    this.#talk.unsent.retry(local)
  }
  discard(local: string): void {
    this.#talk.unsent.discard(local)
  }

  edit(n: number, text: string): Promise<void> {
    return this.#talk.edit(n, text)
  }
  delete(n: number): Promise<void> {
    return this.#talk.delete(n)
  }
  react(n: number, emoji: string, on: boolean): Promise<void> {
    return this.#talk.react(n, emoji, on)
  }
  pin(n: number, on: boolean): Promise<void> {
    return this.#talk.pin(n, on)
  }
  async report(n: number, reason: string): Promise<void> {
    await this.command('report', { n, reason })
  }

  read(n?: number): void {
    this.#reading.read(n)
  }
  typingNow(root?: number): void {
    const nowMs = this.#client.clock.now()
    if (nowMs - this.#typedMs < CHAT.typingEveryMs || this.status !== 'live') return
    this.#typedMs = nowMs
    this.#seat.send('typing', { on: true, ...(root !== undefined && { root }) })
  }
  thread(root: number): ThreadView {
    return this.#talk.thread(root)
  }

  upload(content: Blob, name: string, onProgress?: (share: number) => void): Promise<FileRef> {
    return this.#files.upload(content, name, onProgress)
  }
  fileUrl(hash: string): Promise<string> {
    return this.#files.url(hash)
  }

  command<T extends ChatCommand>(name: T, body: ChatCommands[T]): Promise<ChatAnswer<T>> {
    // What the host answers is the contract's to say.
    return this.#seat.request(name, body) as Promise<ChatAnswer<T>>
  }
  query<T extends ChatQueryName>(name: T, body: ChatQueryBody<T>): Promise<ChatQueryAnswer<T>> {
    return this.#client.query('chat', this.room, name, body) as Promise<ChatQueryAnswer<T>>
  }

  close(): void {
    this.#draft.keep()
    this.#talk.close()
    this.#reading.close()
    this.#people.close()
    this.#files.close()
    openChannelsOf(this.#client).remove(this)
    this.#seat.leave()
  }

  async create(body: CreateBody): Promise<void> {
    const channel = await this.command('create', body)
    this.#becomes(this.channel ?? channel)
    this.#reading.entered(body.type === 'direct' ? 'member' : 'owner')
  }

  /** What an earlier page has left. */
  async restore(): Promise<void> {
    await Promise.all([this.#draft.load(), this.#talk.unsent.claim()])
  }

  #listen(): void {
    const seat = this.#seat
    const bell = this.#bell
    seat.on('channel', (channel: ChannelInfo) => this.#becomes(channel))
    seat.on('work', (work: { readonly reports: number; readonly held: number }) => {
      this.work = work
      bell.ring('work')
    })
    seat.onStatus(() => bell.ring('status'))
    seat.onJoined((again) => {
      const state = again.state as Partial<ChatState>
      this.#people.seated(state)
      this.#reading.seated(state)
      if (state.channel !== undefined) this.#becomes(state.channel)
    })
    seat.onLeft(() => {
      openChannelsOf(this.#client).remove(this)
      bell.ring('gone')
    })
  }

  #becomes(channel: ChannelInfo | null): void {
    this.channel = channel
    this.#bell.ring('channel')
  }
}

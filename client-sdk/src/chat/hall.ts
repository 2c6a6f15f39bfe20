/** My channels with what is unread in them: as the host lists them, kept up to date by badges and by what is open. */
import { directRoom, HALL } from '../../../shared/chat/rules.ts'
import type { Badge, ChannelRow, Person } from '../../../shared/chat/types.ts'
import type { Off } from '../listeners.ts'
import { openInbox } from '../inbox.ts'
import type { Inbox } from '../inbox/types.ts'
import type { ChatQueryAnswer, ChatQueryBody, ChatQueryName } from './asking.ts'
import { Bell } from '../bell.ts'
import { openChannelsOf } from './open-channels.ts'
import type { ChatChannel, ChatHall, HallClient } from './types.ts'

/** A badge says that there is more, and not what: the list is read again, but not for each. */
const REFRESH_MS = 10_000
/** Notices come in handfuls. */
const NOTICED_MS = 300
/** Rooms that a session may watch. */
const WATCHED = 500

export class Hall implements ChatHall {
  readonly ready: Promise<void>
  readonly #client: HallClient
  /** Tells at once of mentions, and of channels that I am new in. Undefined: there is none. */
  readonly #inbox: Promise<Inbox | undefined>
  readonly #bell = new Bell<'channels'>()
  readonly #rows = new Map<string, ChannelRow>()
  readonly #offs: Off[] = []
  readonly #listening = new Map<ChatChannel, Off[]>()
  #sorted: readonly ChannelRow[] | undefined
  #watched = ''
  #unwatch: Off = () => {}
  #cancelRefresh: (() => void) | undefined
  #closed = false

  constructor(client: HallClient) {
    this.#client = client
    this.#inbox = openInbox(client).then(
      (inbox) => this.#notices(inbox),
      () => undefined,
    )
    const open = openChannelsOf(client)
    this.#offs.push(
      open.changed.add(() => this.#listen()),
      // Badges of the time between two connections are nobody's.
      client.on('state', (state) => {
        if (state === 'ready') this.#refreshIn(0)
      }),
    )
    this.ready = this.refresh()
    this.ready.catch(() => this.#refreshIn(REFRESH_MS))
    this.#listen()
  }

  get channels(): readonly ChannelRow[] {
    return (this.#sorted ??= this.#sort())
  }

  on(event: 'channels', run: () => void): Off {
    return this.#bell.on(event, run)
  }

  async refresh(): Promise<void> {
    const rows = await this.query('channels', {})
    if (this.#closed) return
    const before = new Map(this.#rows)
    this.#rows.clear()
    for (const row of rows) this.#rows.set(row.channel.room, newer(row, before.get(row.channel.room)))
    this.#watch()
    this.#changed()
  }

  async markAllRead(): Promise<void> {
    const channels = this.channels
      .filter(({ read, lastN }) => read < lastN)
      .map(({ channel, lastN }) => ({ room: channel.room, n: lastN }))
    for (const { room, n } of channels) {
      openChannelsOf(this.#client).all.get(room)?.read(n)
      this.#put(room, { read: n, mentions: 0 })
    }
    if (channels.length > 0) await (await this.#inbox)?.readChannels(channels)
  }

  discover(prefix?: string): Promise<readonly ChannelRow[]> {
    return this.query('discover', prefixed(prefix))
  }
  people(prefix?: string): Promise<readonly Person[]> {
    return this.query('people', prefixed(prefix))
  }
  async direct(user: string): Promise<string> {
    await this.#client.ready()
    return directRoom(this.#client.user?.id ?? '', user)
  }
  invitation(code: string): Promise<ChatQueryAnswer<'invitation'>> {
    return this.query('invitation', { code })
  }
  query<T extends ChatQueryName>(name: T, body: ChatQueryBody<T>): Promise<ChatQueryAnswer<T>> {
    return this.#client.query('chat', HALL, name, body) as Promise<ChatQueryAnswer<T>>
  }

  close(): void {
    this.#closed = true
    this.#cancelRefresh?.()
    this.#unwatch()
    for (const off of this.#offs.splice(0)) off()
    for (const offs of this.#listening.values()) for (const off of offs) off()
  }

  #notices(inbox: Inbox): Inbox {
    let newest = inbox.notices[0]?.id
    this.#offs.push(
      inbox.on('notices', () => {
        if (inbox.notices[0]?.id === newest) return
        newest = inbox.notices[0]?.id
        this.#refreshIn(NOTICED_MS)
      }),
      () => inbox.close(),
    )
    if (this.#closed) this.close()
    return inbox
  }

  #listen(): void {
    const open = new Set(openChannelsOf(this.#client).all.values())
    for (const [channel, offs] of this.#listening) {
      if (open.has(channel)) continue
      for (const off of offs) off()
      this.#listening.delete(channel)
    }
    for (const channel of open) {
      if (this.#listening.has(channel)) continue
      const look = () => this.#look(channel)
      const offs = [channel.on('me', look), channel.on('channel', look), channel.on('lines', look)]
      this.#listening.set(channel, offs)
      look()
    }
  }

  /** As it stands in the channel itself. */
  #look({ room, me, channel, lastN, lines, atEnd }: ChatChannel): void {
    const row = this.#rows.get(room)
    if (channel === null) return
    // Entered, or created, since the list was read.
    if (row === undefined) return me.role === 'visitor' ? undefined : this.#refreshIn(0)
    const last = atEnd ? lines.findLast(({ status, n }) => status === 'sent' && n > 0) : undefined
    this.#put(room, {
      channel,
      lastN: Math.max(row.lastN, lastN),
      read: Math.max(row.read, me.read),
      mentions: me.mentions,
      notify: me.notify,
      ...(last !== undefined && {
        lastAt: Math.max(row.lastAt, last.at),
        last: { by: last.by, name: last.name, text: last.text.slice(0, 120) },
      }),
    })
  }

  #badge(room: string, { lastN, lastAt }: Badge): void {
    const row = this.#rows.get(room)
    if (row === undefined || lastN <= row.lastN) return
    this.#put(room, { lastN, lastAt: Math.max(row.lastAt, lastAt) })
    if (!openChannelsOf(this.#client).all.has(room)) this.#refreshIn(REFRESH_MS)
  }

  #put(room: string, part: Partial<ChannelRow>): void {
    const row = this.#rows.get(room)
    if (row === undefined) return
    this.#rows.set(room, { ...row, ...part })
    this.#changed()
  }

  #watch(): void {
    const rooms = this.#sort().map(({ channel }) => channel.room)
    const wanted = rooms.slice(0, WATCHED).toSorted()
    const name = wanted.join(' ')
    if (name === this.#watched) return
    this.#watched = name
    this.#unwatch()
    this.#unwatch = this.#client.watch('chat', wanted, (room, badge) => this.#badge(room, badge as Badge))
  }

  #refreshIn(ms: number): void {
    if (this.#closed || (ms > 0 && this.#cancelRefresh !== undefined)) return
    this.#cancelRefresh?.()
    this.#cancelRefresh = this.#client.clock.after(ms, () => {
      this.#cancelRefresh = undefined
      this.refresh().catch(() => this.#refreshIn(REFRESH_MS))
    })
  }

  #changed(): void {
    this.#sorted = undefined
    this.#bell.ring('channels')
  }

  #sort(): ChannelRow[] {
    return [...this.#rows.values()].sort((a, b) => b.lastAt - a.lastAt || (a.channel.room < b.channel.room ? -1 : 1))
  }
}

/** A list may be older than a badge or than what was read here since. */
const newer = (row: ChannelRow, before: ChannelRow | undefined): ChannelRow =>
  before === undefined
    ? row
    : {
        ...row,
        lastN: Math.max(row.lastN, before.lastN),
        lastAt: Math.max(row.lastAt, before.lastAt),
        read: Math.max(row.read, before.read),
        // Counted from where I stood before.
        mentions: before.read > row.read ? before.mentions : row.mentions,
      }

const prefixed = (prefix: string | undefined): { readonly prefix?: string } =>
  prefix === undefined || prefix === '' ? {} : { prefix }

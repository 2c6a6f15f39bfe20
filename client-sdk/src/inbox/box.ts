/** One user's notices, live: what comes, what was read elsewhere, and pages of what came before. */
import type {
  Added,
  InboxState,
  Notice,
  OutChannel,
  Preference,
  QuietHours,
  Target,
} from '../../../shared/inbox/notices.ts'
import { INBOX } from '../../../shared/inbox/notices.ts'
import type { AnyRoom } from '../any-client.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import type { Inbox, InboxClient, InboxEvent } from './types.ts'

interface Change {
  readonly read?: readonly string[]
  readonly readUpTo?: string
  readonly removed?: readonly string[]
}
interface Page {
  readonly notices: readonly Notice[]
  readonly next: string | null
  readonly unread: number
}

export class Box implements Inbox {
  readonly room: string
  notices: readonly Notice[] = []
  atStart = false
  unread = 0
  preferences: readonly Preference[] = []
  quiet: QuietHours = { from: 0, to: 0, zone: 0 }
  targets: readonly Target[] = []
  readonly #client: InboxClient
  readonly #seat: AnyRoom
  readonly #bell = new Bell<InboxEvent>()
  readonly #closed: () => void
  #loading: Promise<void> | undefined
  /** Changes while a page is under way: it may have been read before them. */
  #changes: Change[] = []

  constructor(client: InboxClient, seat: AnyRoom, closed: () => void) {
    this.room = seat.id
    this.#client = client
    this.#seat = seat
    this.#closed = closed
    this.#seated(seat.state as InboxState)
    seat.on('notified', (notice: Notice) => this.#notified(notice))
    seat.on('changed', (change: Change) => this.#changed(change))
    seat.on('unread', (unread: number) => this.#put({ unread }))
    seat.on('settings', (settings: Pick<InboxState, 'preferences' | 'quiet' | 'targets'>) => this.#settle(settings))
    seat.onStatus(() => this.#bell.ring('status'))
    seat.onLeft(() => this.#bell.ring('gone'))
    // Recovered: what was missed follows as events. Otherwise the state is where it goes on.
    seat.onJoined(({ state, recovered }) => {
      if (!recovered) this.#seated(state as InboxState)
    })
  }

  get status(): RoomStatus {
    return this.#seat.status
  }

  on(event: InboxEvent, run: () => void): Off {
    return this.#bell.on(event, run)
  }
  onChange(run: () => void): Off {
    return this.on('notices', run)
  }

  loadBefore(): Promise<void> {
    if (this.atStart) return Promise.resolve()
    return (this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined
      this.#changes = []
    }))
  }

  async read(upTo = this.notices[0]?.id): Promise<void> {
    if (upTo !== undefined) await this.#ask('read', { upTo })
  }
  async readOnly(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#ask('read', { ids })
  }
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#ask('remove', { ids })
  }
  async prefer({ type, show, out }: Preference): Promise<void> {
    await this.#ask('prefer', { type, show, out })
  }
  async setQuiet({ from, to, zone }: QuietHours): Promise<void> {
    await this.#ask('quiet', { from, to, zone })
  }
  addTarget(channel: OutChannel, target: string): Promise<Added> {
    return this.#ask('addTarget', { channel, target }) as Promise<Added>
  }
  async confirmTarget(id: string, code: string): Promise<void> {
    await this.#ask('confirmTarget', { id, code })
  }
  async removeTarget(id: string): Promise<void> {
    await this.#ask('removeTarget', { id })
  }
  async pushKey(): Promise<string | null> {
    const answer = (await this.#client.query('inbox', this.room, 'pushKey', {})) as { readonly key: string | null }
    return answer.key
  }
  async readChannels(channels: readonly { readonly room: string; readonly n: number }[]): Promise<void> {
    if (channels.length > 0) await this.#ask('readChannels', { channels })
  }

  close(): void {
    this.#closed()
  }

  /** Nobody holds it any more. */
  leave(): void {
    this.#seat.leave()
  }

  #ask(command: string, body: object): Promise<unknown> {
    return this.#seat.request(command, body)
  }

  #seated(state: InboxState): void {
    const { recent, unread } = state
    this.#put({ notices: recent, unread, atStart: recent.length < INBOX.recent })
    this.#settle(state)
  }

  #settle({ preferences, quiet, targets }: Pick<InboxState, 'preferences' | 'quiet' | 'targets'>): void {
    Object.assign(this, { preferences, quiet, targets })
    this.#bell.ring('settings')
  }

  #notified(notice: Notice): void {
    if (this.notices.some(({ id }) => id === notice.id)) return
    this.#put({ notices: [notice, ...this.notices] })
  }

  #changed(change: Change): void {
    if (this.#loading !== undefined) this.#changes.push(change)
    this.#put({ notices: changedBy(this.notices, change) })
  }

  async #load(): Promise<void> {
    const before = this.notices.at(-1)?.id
    const body = before === undefined ? {} : { before }
    const { notices, next } = (await this.#client.query('inbox', this.room, 'page', body)) as Page
    // Swapped by a discontinuity meanwhile: this page hangs on nothing.
    if (this.notices.at(-1)?.id !== before) return
    this.#put({
      notices: [...this.notices, ...this.#changes.reduce(changedBy, notices)],
      atStart: next === null,
    })
  }

  #put(what: Partial<Pick<Box, 'notices' | 'unread' | 'atStart'>>): void {
    Object.assign(this, what)
    this.#bell.ring('notices')
  }
}

const changedBy = (notices: readonly Notice[], { read = [], readUpTo = '', removed = [] }: Change): Notice[] =>
  notices
    .filter(({ id }) => !removed.includes(id))
    .map((notice) => (notice.id <= readUpTo || read.includes(notice.id) ? { ...notice, read: true } : notice))

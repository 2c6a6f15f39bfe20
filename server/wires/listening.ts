/** One member's place on its room's live streams, and its cursor when its socket is too slow for them. */
import type { Entry } from '../ports.ts'
import { behind } from './codec.ts'
import type { Address, Stream, WireFeed } from './feed.ts'
import type { Line } from './line.ts'
import { tailOf, toldIn } from './told.ts'

/** A cursor is sent on in pages: one is all that a socket which stops again has too much. */
const PAGE_BYTES = 64 * 1024
const LIVE = -1

export class Listening {
  readonly #line: Line
  readonly #address: Address
  readonly #feed: WireFeed
  readonly #entry: Entry
  readonly #streams = new Set<Stream>()
  #cursor = LIVE
  /** A page of the backlog is being read from the database. */
  #paging = false
  /** The last ordered seq that it has had when it went on the live stream. */
  #liveSeq: number

  constructor(line: Line, address: Address, feed: WireFeed, entry: Entry, seq: number) {
    this.#line = line
    this.#address = address
    this.#feed = feed
    this.#entry = entry
    this.#liveSeq = seq
    this.#listen('ordered')
    if (!line.held) this.#listen('fleeting')
  }

  /** Off the stream whose messages may be missed. */
  hold(): void {
    this.#quit('fleeting')
  }

  release(): void {
    this.#listen('fleeting')
  }

  /** Off the live stream: from here on a cursor. False: it was none of it. */
  demote(): boolean {
    if (!this.#quit('ordered')) return false
    this.#cursor = Math.max(this.#feed.headSeq, this.#liveSeq)
    return true
  }

  /** To this member alone; of ordered events what is behind `seq`. */
  tell(frames: Uint8Array, seq?: number): void {
    for (const told of toldIn(frames, this.#feed.names, seq)) {
      const tail = tailOf(told, this.#address)
      if (tail !== undefined) this.#line.send(behind(this.#address.prefix, tail))
    }
  }

  /** The page that it waited for is there. */
  paged(): void {
    this.#paging = false
  }

  /** Sends on from the cursor as long as the socket takes it, then goes live exactly at the head. */
  catchUp(): 'live' | 'more' | 'later' | 'gone' {
    while (this.#cursor !== LIVE) {
      if (this.#paging) return 'later'
      if (this.#line.full) return 'more'
      const page = this.#entry.backlog(this.#cursor, PAGE_BYTES)
      if (page === 'gone') return 'gone'
      if (page === 'later') this.#paging = true
      else if (page === 'none') {
        this.#liveSeq = this.#cursor
        this.#cursor = LIVE
        this.#listen('ordered')
      } else {
        this.tell(page.frames, this.#cursor)
        this.#cursor = page.seq
      }
    }
    return 'live'
  }

  close(): void {
    for (const stream of this.#streams) this.#quit(stream)
  }

  #listen(stream: Stream): void {
    if (this.#streams.has(stream)) return
    this.#streams.add(stream)
    this.#line.connection.subscribe(this.#feed.listen(this.#address, stream))
  }

  #quit(stream: Stream): boolean {
    if (!this.#streams.delete(stream)) return false
    this.#line.connection.unsubscribe(this.#feed.quit(this.#address, stream))
    return true
  }
}

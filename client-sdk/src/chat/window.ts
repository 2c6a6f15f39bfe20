/** One contiguous part of a timeline, made of pages and of events: they overtake each other, so n says where and seq what is newer. */
import type { Message, MessagePage } from '../../../shared/chat/types.ts'
import type { ChatLine } from './types.ts'

/** Above this many lines, those at the far end are let go. */
const MOST = 1_500
const KEPT = 1_000

interface Row {
  line: ChatLine
  /** The row is as it was after this ordered event: what older ones say of it is in it already. */
  seq: number
}

export class Window {
  atStart = false
  atEnd = false
  #rows: Row[] = []
  /** After this ordered event, the last row was the last message. */
  #endSeq = 0
  #stale = false
  readonly #has: (message: Message) => boolean

  /** `has`: whether a message belongs here. */
  constructor(has: (message: Message) => boolean) {
    this.#has = has
  }

  get lines(): ChatLine[] {
    return this.#rows.map(({ line }) => line)
  }
  get size(): number {
    return this.#rows.length
  }
  get first(): number | undefined {
    return this.#rows[0]?.line.n
  }
  get last(): number | undefined {
    return this.#rows.at(-1)?.line.n
  }
  /** Messages were missed: until reset(), none is added, for it would stand beside a gap. */
  get stale(): boolean {
    return this.#stale
  }

  find(n: number): ChatLine | undefined {
    return this.#row(n)?.line
  }

  /** Pages that follow each other. */
  reset(pages: readonly MessagePage[]): void {
    this.#rows = pages.flatMap(({ messages, seq }) => messages.map((message) => rowOf(message, seq)))
    const tail = pages.at(-1)
    this.atStart = pages[0]?.before !== true
    this.atEnd = tail?.after !== true
    this.#endSeq = tail?.seq ?? 0
    this.#stale = false
  }

  outdated(): void {
    this.#stale = true
    for (const row of this.#rows) row.seq = 0
  }

  /** What lies before that one, if it is the first still: a jump may have come in between. */
  addBefore(first: number, page: MessagePage): void {
    if (this.first !== first) return
    const rows = page.messages.map((message) => rowOf(message, page.seq))
    this.#rows = [...rows, ...this.#rows]
    this.atStart = !page.before
    if (this.#rows.length > MOST) {
      this.#rows.length = KEPT
      this.atEnd = false
    }
  }

  addAfter(last: number, page: MessagePage): void {
    if ((this.last ?? 0) !== last) return
    for (const message of page.messages) this.#rows.push(rowOf(message, page.seq))
    this.atEnd = !page.after
    this.#endSeq = page.seq
    this.#trimStart()
  }

  /** A page of what is here already, which knows more of it; what has happened since is replayed. */
  refresh({ messages, seq }: MessagePage): void {
    for (const message of messages) {
      const row = this.#row(message.n)
      if (row !== undefined) Object.assign(row, rowOf(message, seq))
    }
  }

  /** An event about a message. False: it is not here, or knew that already. */
  change(n: number, seq: number, to: (line: ChatLine) => ChatLine): boolean {
    const row = this.#row(n)
    if (row === undefined || seq <= row.seq) return false
    row.line = to(row.line)
    row.seq = seq
    return true
  }

  /** As change(), of something that an event will say again. */
  adopt(before: ChatLine, to: (line: ChatLine) => ChatLine): void {
    const row = this.#row(before.n)
    if (row?.line === before) row.line = to(before)
  }

  said(message: Message, seq: number): boolean {
    if (!this.atEnd || this.#stale || seq <= this.#endSeq || !this.#has(message)) return false
    this.#endSeq = seq
    if (message.n <= (this.last ?? 0)) return false
    this.#rows.push(rowOf(message, seq))
    this.#trimStart()
    return true
  }

  #trimStart(): void {
    if (this.#rows.length <= MOST) return
    this.#rows.splice(0, this.#rows.length - KEPT)
    this.atStart = false
  }

  #row(n: number): Row | undefined {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#rows[middle]!.line.n < n) low = middle + 1
      else high = middle
    }
    const row = this.#rows[low]
    return row?.line.n === n ? row : undefined
  }
}

const rowOf = (message: Message, seq: number): Row => ({ line: { ...message, status: 'sent' }, seq })

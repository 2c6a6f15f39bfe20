/** A list of any length that is smooth: only a slice of its rows is in the page, and moves with the scroll. */
import type { ChatLine } from '@tutti/client/chat'
import { element, show } from '../../shell/dom.ts'
import { takeAnchor } from './anchor.ts'
import { patchRows } from './patch.ts'
import { rowsOf } from './rows.ts'
import type { Row } from './rows.ts'

export interface Source {
  readonly lines: readonly ChatLine[]
  readonly atStart: boolean
  readonly atEnd: boolean
  loadBefore(): Promise<unknown>
  loadAfter(): Promise<unknown>
  jumpTo(n: number): Promise<unknown>
  toEnd(): Promise<unknown>
}

export interface TimelineOptions {
  readonly label: string
  readonly source: Source
  /** What stands above the very first line. */
  readonly intro?: HTMLElement
  draw(row: Row): HTMLElement
  /** The first unread message, where a mark is drawn. */
  firstUnread(): number | undefined
  /** After every scroll and every drawing. */
  moved(): void
  failed(error: unknown): void
}

/** Rows in the page: while it follows the end, at most, and moved at a time. */
const FOLLOW = 150
const MOST = 260
const STEP = 80
/** Nearer to an end of the slice than this, more is put there. */
const NEAR_PX = 900
const BOTTOM_PX = 48
const FLASH_MS = 1_600

export class Timeline {
  readonly root: HTMLElement
  readonly list: HTMLElement
  readonly #options: TimelineOptions
  readonly #above: HTMLElement
  /** Number of the slice's first line; undefined: the slice follows the end. */
  #first: number | undefined
  #from = 0
  #to = 0
  #stuck = true
  /** Where it was scrolled to when that was last looked at. */
  #top = 0
  #busy = false
  #frame = 0
  readonly #sizes: ResizeObserver

  constructor(options: TimelineOptions) {
    this.#options = options
    this.list = element('div', { class: 'rows-list', role: 'list', 'aria-label': options.label })
    this.#above = element('div', { class: 'timeline-above' })
    const inner = element('div', { class: 'timeline-inner' }, this.#above, this.list)
    this.root = element('div', { class: 'timeline', tabindex: -1 }, inner)
    this.root.addEventListener('scroll', () => this.#scrolled(), { passive: true })
    this.#sizes = new ResizeObserver(() => {
      if (this.#stuck) this.#bottom()
      this.#options.moved()
    })
    this.#sizes.observe(this.root)
    this.#sizes.observe(inner)
  }

  /** The newest line is seen. */
  get atBottom(): boolean {
    return this.#stuck
  }

  /** Draws with the next frame: however much comes at once, it is drawn once. */
  render(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  renderNow(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#draw()
  }

  async toEnd(): Promise<void> {
    const { source } = this.#options
    if (!source.atEnd) await source.toEnd()
    this.#first = undefined
    this.#stuck = true
    this.renderNow()
  }

  /** False where there is no such line. */
  async show(n: number, flash = true): Promise<boolean> {
    const { source } = this.#options
    const index = (): number => source.lines.findIndex((line) => line.status === 'sent' && line.n === n)
    this.#stuck = false
    this.#busy = true
    try {
      if (index() < 0) await source.jumpTo(n)
    } finally {
      this.#busy = false
    }
    const at = index()
    if (at < 0) {
      this.renderNow()
      return false
    }
    this.#first = source.lines[Math.max(0, at - STEP)]?.n
    this.renderNow()
    const row = this.rowOf(n)
    row?.scrollIntoView({ block: 'center' })
    if (flash) this.#flash(row)
    return true
  }

  /** Puts a row near the top, with a little of what was before it. */
  reveal(n: number): void {
    const row = this.list.querySelector<HTMLElement>('.row[data-fresh]') ?? this.rowOf(n)
    if (row === undefined || row === null) return
    const gap = this.root.clientHeight / 4
    this.root.scrollTop += row.getBoundingClientRect().top - this.root.getBoundingClientRect().top - gap
    this.#scrolled()
  }

  rowOf(n: number): HTMLElement | undefined {
    return this.list.querySelector<HTMLElement>(`:scope > [data-n="${n}"]`) ?? undefined
  }

  /** When what stands topmost was written. */
  topAt(): number | undefined {
    const top = this.root.getBoundingClientRect().top
    for (const row of this.list.children)
      if (row.getBoundingClientRect().bottom > top + 8) return Number((row as HTMLElement).dataset['at'])
    return undefined
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    this.#sizes.disconnect()
  }

  #draw(): void {
    const { source } = this.#options
    const { lines } = source
    this.#slice(lines)
    const rows = rowsOf(lines.slice(this.#from, this.#to), this.#options.firstUnread())
    const anchor = this.#stuck ? undefined : takeAnchor(this.root, this.list)
    const begins = this.#from === 0 && source.atStart
    const { intro } = this.#options
    if (intro !== undefined && intro.parentNode === null) this.#above.append(intro)
    show(this.#above, begins)
    patchRows(this.list, rows, (row) => this.#options.draw(row))
    if (anchor === undefined) this.#bottom()
    else anchor.restore()
    this.#fill()
    this.#options.moved()
  }

  #slice(lines: readonly ChatLine[]): void {
    const { length } = lines
    const first = this.#first
    const at = first === undefined ? -1 : lines.findIndex((line) => line.status === 'sent' && line.n >= first)
    const follows = this.#stuck && this.#options.source.atEnd && length - at > MOST
    if (at < 0 || follows) {
      this.#first = undefined
      this.#from = Math.max(0, length - FOLLOW)
      this.#to = length
    } else {
      this.#from = at
      this.#to = Math.min(length, at + MOST)
    }
  }

  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.root
    const { source } = this.#options
    const left = scrollHeight - scrollTop - clientHeight
    // Not scrolled up, but grown, as when the window becomes narrower: the end stays the end.
    if (this.#stuck && scrollTop >= this.#top && left >= BOTTOM_PX) return this.#bottom()
    this.#top = scrollTop
    // Lines that are not drawn yet do not make what is the end another.
    const ends = this.#stuck || (this.#to >= source.lines.length && source.atEnd)
    const stuck = left < BOTTOM_PX && ends
    // Leaving the end: what is above stays there, whatever comes in below.
    if (this.#stuck && !stuck) this.#first ??= source.lines[this.#from]?.n
    this.#stuck = stuck
    this.#fill()
    this.#options.moved()
  }

  #fill(): void {
    if (this.#busy || this.root.clientHeight === 0) return
    const { source } = this.#options
    const { scrollHeight, scrollTop, clientHeight } = this.root
    const below = scrollHeight - scrollTop - clientHeight
    if (scrollTop < NEAR_PX) {
      if (this.#from > 0) this.#move(Math.max(0, this.#from - STEP))
      else if (!source.atStart) this.#load(source.loadBefore())
    }
    if (below < NEAR_PX && !this.#stuck) {
      if (this.#to < source.lines.length) this.#move(this.#from + STEP)
      else if (!source.atEnd) this.#load(source.loadAfter())
    }
  }

  #move(from: number): void {
    const first = this.#options.source.lines[from]
    if (first === undefined || first.status !== 'sent') return
    this.#first = first.n
    this.render()
  }

  #load(work: Promise<unknown>): void {
    this.#busy = true
    this.root.setAttribute('aria-busy', 'true')
    work
      .catch((error: unknown) => this.#options.failed(error))
      .finally(() => {
        this.#busy = false
        this.root.removeAttribute('aria-busy')
        this.render()
      })
  }

  #bottom(): void {
    this.root.scrollTop = this.root.scrollHeight
    this.#top = this.root.scrollTop
  }

  #flash(row: HTMLElement | undefined): void {
    if (row === undefined) return
    row.classList.add('flash')
    window.setTimeout(() => row.classList.remove('flash'), FLASH_MS)
  }
}

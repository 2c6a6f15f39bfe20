/** The comments of a document, live, with what I do shown at once. */
import type { Anchor, Thread } from '../../../shared/doc/types.ts'
import { Backoff } from '../backoff.ts'
import type { ClientClock } from '../clock.ts'
import type { DocAnswer, DocCommand, DocCommands, DocQueryAnswer } from './asking.ts'
import type { DocComments, DocThread } from './comment-types.ts'
import { deleted, edited, reacted, replied, resolved, said, started } from './thread-wishes.ts'
import type { Author, ThreadChange } from './thread-wishes.ts'

/** The event that an answer announces is on its way; where there is none, nothing had to change. */
const EVENT_MS = 500

export interface CommentsParts {
  readonly clock: ClientClock
  readonly command: <T extends DocCommand>(name: T, body: DocCommands[T]) => Promise<DocAnswer<T>>
  readonly threads: (after?: string) => Promise<DocQueryAnswer<'threads'>>
  readonly me: () => Author
  /** Unix ms at the host. */
  readonly now: () => number
  readonly changed: () => void
}

interface Wish {
  readonly change: ThreadChange
  /** The thread in which it will be seen; undefined: not answered yet. */
  seenIn: string | undefined
  cancel: (() => void) | undefined
}

interface Told {
  readonly seq: number
  readonly thread: Thread | null
}

export class Comments implements DocComments {
  loaded = false
  readonly #parts: CommentsParts
  readonly #backoff: Backoff
  #asked = false
  #truth = new Map<string, Thread>()
  /** Events since the page was asked for: they may be newer than it. */
  readonly #told = new Map<string, Told>()
  readonly #wishes = new Set<Wish>()
  #shown: readonly DocThread[] | undefined
  #locals = 0
  #turn = 0
  #cancel: (() => void) | undefined

  constructor(parts: CommentsParts) {
    this.#parts = parts
    this.#backoff = new Backoff(parts.clock, () => 0.5)
  }

  get threads(): readonly DocThread[] {
    if (!this.#asked) this.#load()
    return (this.#shown ??= this.#draw())
  }

  start(anchor: Anchor | null, text: string, mentions?: readonly string[]): Promise<DocAnswer<'comment'>> {
    const comment = this.#said(text)
    const body = { anchor, text, ...(mentions !== undefined && { mentions: [...mentions] }) }
    return this.#wish(started(comment, anchor), 'comment', body, ({ thread }) => thread)
  }
  reply(thread: string, text: string, mentions?: readonly string[]): Promise<DocAnswer<'comment'>> {
    const body = { thread, text, ...(mentions !== undefined && { mentions: [...mentions] }) }
    return this.#wish(replied(thread, this.#said(text)), 'comment', body, () => thread)
  }
  async edit(thread: string, comment: string, text: string): Promise<void> {
    const change = edited(thread, comment, text, this.#parts.now())
    await this.#wish(change, 'editComment', { thread, comment, text }, () => thread)
  }
  async delete(thread: string, comment: string): Promise<void> {
    await this.#wish(deleted(thread, comment), 'deleteComment', { thread, comment }, () => thread)
  }
  async react(thread: string, comment: string, emoji: string, on: boolean): Promise<void> {
    const change = reacted(thread, comment, emoji, on, this.#parts.me())
    await this.#wish(change, 'react', { thread, comment, emoji, on }, () => thread)
  }
  async resolve(thread: string, on: boolean): Promise<void> {
    const change = resolved(thread, on, this.#parts.me(), this.#parts.now())
    await this.#wish(change, 'resolve', { thread, on }, () => thread)
  }

  /** What happened meanwhile is not told. */
  missed(): void {
    // Another history may have begun, with numbers of its own.
    this.#told.clear()
    if (this.#asked) this.#load()
  }

  heard(id: string, thread: Thread | null, seq: number): void {
    this.#told.set(id, { seq, thread })
    if (thread === null) this.#truth.delete(id)
    else this.#truth.set(id, thread)
    for (const wish of this.#wishes) if (wish.seenIn === id) this.#drop(wish)
    this.#redraw()
  }

  close(): void {
    this.#turn++
    this.#cancel?.()
    for (const wish of this.#wishes) wish.cancel?.()
    this.#wishes.clear()
  }

  #load(): void {
    this.#asked = true
    this.#cancel?.()
    const turn = ++this.#turn
    this.#pages(turn).then(
      (pages) => {
        if (turn === this.#turn) this.#fill(pages)
      },
      () => {
        if (turn === this.#turn) this.#cancel = this.#parts.clock.after(this.#backoff.nextMs(), () => this.#load())
      },
    )
  }

  async #pages(turn: number): Promise<readonly DocQueryAnswer<'threads'>[]> {
    const pages = [await this.#parts.threads()]
    for (let { next } = pages[0]!; next !== null && turn === this.#turn;) {
      const page = await this.#parts.threads(next)
      pages.push(page)
      next = page.next
    }
    return pages
  }

  #fill(pages: readonly DocQueryAnswer<'threads'>[]): void {
    // Each page was read at a moment of its own.
    const seqs = new Map(pages.flatMap(({ seq, threads }) => threads.map(({ id }) => [id, seq] as const)))
    const first = pages[0]?.seq ?? 0
    this.#truth = new Map(pages.flatMap(({ threads }) => threads.map((thread) => [thread.id, thread] as const)))
    for (const [id, told] of this.#told) {
      if (told.seq <= (seqs.get(id) ?? first)) continue
      if (told.thread === null) this.#truth.delete(id)
      else this.#truth.set(id, told.thread)
    }
    this.#told.clear()
    this.loaded = true
    this.#backoff.healthy()
    this.#redraw()
  }

  #said(text: string) {
    return said(`local-${++this.#locals}`, this.#parts.me(), this.#parts.now(), text)
  }

  async #wish<T extends DocCommand>(
    change: ThreadChange,
    name: T,
    body: DocCommands[T],
    seenIn: (answer: DocAnswer<T>) => string,
  ): Promise<DocAnswer<T>> {
    const wish: Wish = { change, seenIn: undefined, cancel: undefined }
    this.#wishes.add(wish)
    this.#redraw()
    try {
      const answer = await this.#parts.command(name, body)
      wish.seenIn = seenIn(answer)
      if (this.#wishes.has(wish)) wish.cancel = this.#parts.clock.after(EVENT_MS, () => this.#drop(wish))
      return answer
    } catch (thrown) {
      this.#drop(wish)
      throw thrown
    }
  }

  #drop(wish: Wish): void {
    wish.cancel?.()
    if (this.#wishes.delete(wish)) this.#redraw()
  }

  #redraw(): void {
    this.#shown = undefined
    this.#parts.changed()
  }

  #draw(): readonly DocThread[] {
    const threads = Array.from(this.#truth.values(), (thread): DocThread => ({
      ...thread,
      status: 'sent',
      comments: thread.comments.map((comment) => ({ ...comment, status: 'sent' })),
    })).sort((a, b) => (a.comments[0]?.at ?? 0) - (b.comments[0]?.at ?? 0) || (a.id < b.id ? -1 : 1))
    let shown: readonly DocThread[] = threads
    for (const { change } of this.#wishes) shown = change(shown)
    return shown
  }
}

/** My own messages on their way: shown at once, kept until they are answered, sent one after the other and once. */
import type { FileRef, Message } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { makeNonce } from '../nonce.ts'
import type { FileInput, SendAnswer, SendBody } from './asking.ts'
import type { ChatStore, UnsentMessage } from './store.ts'
import type { AnyRoom } from '../any-client.ts'
import type { ChatClient, ChatLine, SendExtra } from './types.ts'

/** A refusal that says to wait no longer than this is waited for; after a longer one its author decides. */
const PATIENCE_MS = 30_000

export interface UnsentParts {
  readonly client: ChatClient
  readonly room: AnyRoom
  readonly store: ChatStore
  readonly me: { readonly user: string; readonly name: string }
  changed(): void
}

/** How far this machine's clock and the host's may be apart. */
const CLOCKS_MS = 60_000

interface Own {
  kept: UnsentMessage
  /** An earlier page has left it. */
  readonly claimed?: true
  line: ChatLine
}

export class Unsent {
  readonly #parts: UnsentParts
  readonly #all: Own[] = []
  /** On its way: the next one waits for its answer, so that a refusal cannot reorder them. */
  #busy: Own | undefined
  #passedN = 0
  #closed = false
  #cancelWait: (() => void) | undefined

  constructor(parts: UnsentParts) {
    this.#parts = parts
  }

  /** In the channel, or in the thread of `root`; without those that stand among the others already. */
  lines(root: number | undefined, others: readonly ChatLine[]): ChatLine[] {
    const own = this.#all.filter((one) => one.line.root === root && !others.some((other) => this.#same(one, other)))
    return own.map(({ line }) => line)
  }

  /** What an earlier page has left. */
  async claim(): Promise<void> {
    const { store, me, room } = this.#parts
    for (const kept of await store.claim(me.user, room.id).catch(() => [])) {
      if (this.#all.some(({ line }) => line.local === kept.local)) continue
      const error = kept.failed === undefined ? undefined : new TuttiError(kept.failed)
      this.#all.push({ kept, line: this.#lineOf(kept, error), claimed: true })
    }
    this.#parts.changed()
    this.#pump()
  }

  send(text: string, { reply, root, files }: SendExtra = {}): string {
    const { client, room, me } = this.#parts
    const at = client.serverNow()
    const kept: UnsentMessage = {
      local: hexOf(makeNonce(at)),
      user: me.user,
      room: room.id,
      at,
      text,
      extra: {
        ...(reply !== undefined && { reply }),
        ...(root !== undefined && { root }),
        ...(files !== undefined && files.length > 0 && { files }),
      },
    }
    this.#all.push({ kept, line: this.#lineOf(kept) })
    this.#keep(kept)
    this.#parts.changed()
    this.#pump()
    return kept.local
  }

  retry(local: string): void {
    const own = this.#all.find(({ line }) => line.local === local && line.status === 'failed')
    if (own === undefined) return
    this.#forget(own)
    // Under its old nonce it would be answered what it was answered before.
    const { failed: _, ...kept } = own.kept
    own.kept = { ...kept, local: hexOf(makeNonce(this.#parts.client.serverNow())) }
    own.line = this.#lineOf(own.kept)
    this.#keep(own.kept)
    this.#parts.changed()
    this.#pump()
  }

  /** One that is on its way may arrive all the same. */
  discard(local: string): void {
    const own = this.#all.find(({ line }) => line.local === local)
    if (own === undefined) return
    this.#remove(own)
    this.#forget(own)
  }

  /** Messages up to this number are among the others. */
  passed(n: number): void {
    this.#passedN = Math.max(this.#passedN, n)
    const seen = this.#all.filter(({ line }) => line.n > 0 && line.n <= this.#passedN)
    for (const own of seen) this.#remove(own)
  }

  said({ n, by, text }: Message): void {
    this.passed(n)
    if (by !== this.#parts.me.user) return
    // What moderators release is a message like any other, and does not say that it was held.
    const held = this.#all.find(({ line }) => line.held !== undefined && line.text === text)
    if (held !== undefined) this.#remove(held)
  }

  /** What is not answered stays in the store, for the next page. */
  close(): void {
    this.#closed = true
    this.#cancelWait?.()
  }

  /** What an earlier page has left may have arrived: then it looks like this, until the host has said so. */
  #same({ kept, line, claimed }: Own, other: ChatLine): boolean {
    if (line.n > 0) return other.n === line.n
    if (claimed === undefined || line.status !== 'sending' || other.by !== line.by) return false
    return other.text === line.text && other.at > kept.at - CLOCKS_MS
  }

  #pump(): void {
    const next = this.#all.find(({ line }) => line.status === 'sending')
    if (next === undefined || this.#busy !== undefined || this.#cancelWait !== undefined || this.#closed) return
    void this.#dispatch(next)
  }

  async #dispatch(own: Own): Promise<void> {
    this.#busy = own
    try {
      const answer = await this.#parts.room.request('send', bodyOf(own.kept), { nonce: bytesOf(own.kept.local) })
      this.#sent(own, answer as SendAnswer)
    } catch (thrown) {
      this.#refused(own, thrown)
    }
  }

  #sent(own: Own, answer: SendAnswer): void {
    this.#busy = undefined
    this.#forget(own)
    own.line = { ...own.line, status: 'sent', ...answer }
    this.passed(this.#passedN)
    this.#parts.changed()
    this.#pump()
  }

  #refused(own: Own, thrown: unknown): void {
    this.#busy = undefined
    // Closed by us: nobody has decided anything.
    if (this.#closed || this.#parts.client.state === 'closed') return
    const error = thrown instanceof TuttiError ? thrown : new TuttiError('internal', undefined, { cause: thrown })
    if (error.retryMs !== undefined && error.retryMs <= PATIENCE_MS) {
      this.#cancelWait = this.#parts.client.clock.after(error.retryMs, () => {
        this.#cancelWait = undefined
        this.#pump()
      })
      return
    }
    if (this.#all.includes(own)) this.#keep({ ...own.kept, failed: error.code })
    own.line = this.#lineOf(own.kept, error)
    this.#parts.changed()
    this.#pump()
  }

  #remove(own: Own): void {
    const at = this.#all.indexOf(own)
    if (at >= 0) this.#all.splice(at, 1)
    this.#parts.changed()
  }

  #lineOf({ local, at, text, extra: { files, ...extra } }: UnsentMessage, error?: TuttiError): ChatLine {
    const { user: by, name } = this.#parts.me
    const status = error === undefined ? 'sending' : 'failed'
    const line = { n: 0, id: '', by, name, at, text, status, local } as const
    return {
      ...line,
      ...(extra as Pick<Message, 'reply' | 'root'>),
      ...(files !== undefined && { files: files.map((file) => ({ type: '', bytes: 0, ...file }) as FileRef) }),
      ...(error !== undefined && { error }),
    }
  }

  #keep(message: UnsentMessage): void {
    this.#parts.store.put(message).catch(ignored)
  }

  #forget({ kept }: Own): void {
    this.#parts.store.remove(kept.local).catch(ignored)
  }
}

const ignored = (): void => {}

const bodyOf = ({ text, extra: { files, ...extra } }: UnsentMessage): SendBody => ({
  text,
  ...extra,
  ...(files !== undefined && { files: files.map(fileOf) }),
})

/** What the host wants to know of a file; it knows the rest. */
const fileOf = ({ hash, name, width, height }: FileInput): FileInput => ({
  hash,
  name,
  ...(width !== undefined && { width }),
  ...(height !== undefined && { height }),
})

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16))

/** A document as a page holds it: what can be done with it, each part in its place. */
import * as Y from 'yjs'
import type { Awareness } from 'y-protocols/awareness'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo, Thread, Version } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Off } from '../listeners.ts'
import type { EventMeta } from '../typed.ts'
import { Access } from './access.ts'
import type { DocAnswer, DocCommand, DocCommands, DocQueryAnswer, DocQueryBody, DocQueryName } from './asking.ts'
import { Comments } from './comments.ts'
import { newRoom } from './desk.ts'
import { DocEars } from './ears.ts'
import { LiveDoc } from './live-doc.ts'
import type { LocalCopies } from './local-copies.ts'
import { openDocsOf } from './open-docs.ts'
import { SUGGESTIONS } from './parts.ts'
import type { DocFork } from './suggestion-types.ts'
import { Suggestions } from './suggestions.ts'
import type { Suggested } from './suggestions.ts'
import type { DocClient, DocEvents, DocOptions, DocProvider, DocStatus } from './types.ts'
import { until } from './until.ts'
import { Versions } from './versions.ts'

export class Doc implements DocProvider {
  readonly room: string
  readonly ready: Promise<void>
  readonly comments: Comments
  readonly suggestions: Suggestions
  readonly versions: Versions
  readonly access: Access
  readonly #client: DocClient
  readonly #copies: LocalCopies | undefined
  readonly #ears = new DocEars()
  readonly #live: LiveDoc
  #closed = false

  constructor(client: DocClient, room: string, options: DocOptions, copies: LocalCopies | undefined) {
    const ears = this.#ears
    const { clock } = client
    this.room = room
    this.#client = client
    this.#copies = copies
    this.comments = new Comments({
      clock,
      command: (name, body) => this.command(name, body),
      threads: (after) => this.query('threads', after === undefined ? {} : { after }),
      me: () => client.user ?? { id: '', name: '' },
      now: () => client.serverNow(),
      changed: () => ears.ring('threads'),
    })
    this.suggestions = new Suggestions({
      clock,
      main: () => this.doc,
      command: (name, body) => this.command(name, body),
      query: (name, body) => this.query(name, body),
      own: { send: (update) => this.#live.send(SUGGESTIONS, update), copy: () => this.#live.identity.forkCopy() },
      keepCopy: (ydoc, title) => this.#copyOf(ydoc, title),
      me: () => client.user?.id ?? this.#live.identity.user,
      may: () => (this.#live.role === undefined ? undefined : this.#live.may('suggester')),
      synced: () => this.#live.live && this.synced,
      settled: () => this.saved,
      changed: () => ears.ring('suggestions'),
    })
    this.versions = new Versions(this, () => ears.ring('versions'))
    this.access = new Access(this)
    this.#live = new LiveDoc({
      client,
      room,
      options,
      copies,
      ears,
      origin: this,
      listen: (seat) => [
        seat.on('thread', ({ id, thread }: { id: string; thread: Thread | null }, { seq }: EventMeta) =>
          this.comments.heard(id, thread, seq),
        ),
        seat.on('suggested', (one: Suggested) => this.suggestions.heard(one, client.serverNow())),
        seat.on('version', (version: Version) => this.versions.heard(version)),
      ],
      seated: (state, recovered) => {
        this.suggestions.seated(state.suggesters, recovered)
        if (recovered) return
        this.comments.missed()
        this.versions.missed()
      },
      gate: () => this.suggestions.gate(),
      replaced: (why) => this.suggestions.replaced(why === 'discarded'),
      ended: () => openDocsOf(client).remove(this),
    })
    this.ready = this.#until(() => this.synced && this.info !== null, ['sync'])
    // Whoever does not ask for it hears of it by `gone`.
    this.ready.catch(() => {})
    openDocsOf(client).add(this)
    this.#live.membership.enter()
  }

  get doc(): Y.Doc {
    return this.#live.content.doc
  }
  get ydoc(): Y.Doc {
    return this.doc
  }
  get awareness(): Awareness {
    return this.#live.presence.awareness
  }
  get status(): DocStatus {
    return this.#live.status
  }
  get synced(): boolean {
    return this.#live.content.synced
  }
  get saved(): boolean {
    return this.#live.content.saved
  }
  get waiting(): number {
    return this.#live.content.upload.waiting
  }
  get kept(): boolean {
    return this.#live.content.kept
  }
  get refused(): number {
    return this.#live.content.upload.refused
  }
  get refusal(): TuttiError | undefined {
    return this.#live.content.upload.refusal
  }
  get role(): DocRole {
    return this.#live.role ?? 'viewer'
  }
  get writable(): boolean {
    return this.#live.may('editor')
  }
  get info(): DocInfo | null {
    return this.#live.info
  }
  get error(): TuttiError | undefined {
    return this.#live.error
  }

  on<E extends keyof DocEvents>(event: E, run: (...args: DocEvents[E]) => void): Off {
    return this.#ears.on(event, run)
  }
  off<E extends keyof DocEvents>(event: E, run: (...args: DocEvents[E]) => void): void {
    this.#ears.off(event, run)
  }

  say(text: string): void {
    this.#live.membership.tell('say', text)
  }
  whenSaved(): Promise<void> {
    return this.#until(() => {
      // Nobody listens to it any more: what was written since is nowhere.
      if (this.#closed) throw closed()
      if (this.refused > 0) throw this.refusal ?? new TuttiError('forbidden')
      return this.saved
    }, ['saved'])
  }

  async discard(): Promise<Y.Doc> {
    if (this.#closed) throw closed()
    openDocsOf(this.#client).add(this)
    const doc = this.#live.discard()
    await this.#until(() => this.synced, ['sync'])
    return doc
  }

  async suggestRefused(): Promise<DocFork> {
    if (!this.#live.live) throw new TuttiError('unavailable', 'the document is not connected')
    const fork = await this.suggestions.own()
    const refused = this.#live.content.upload.rejected()
    if (refused === undefined) return fork
    fork.take(refused)
    await this.discard()
    return fork
  }

  keepCopy(title?: string): Promise<DocProvider> {
    return this.#copyOf(this.doc, title)
  }

  async #copyOf(doc: Y.Doc, title: string | undefined): Promise<DocProvider> {
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(doc))
    const { type } = this.info ?? {}
    const create = { ...(title !== undefined && { title }), ...(type === 'code' && { type }) }
    const copy = new Doc(this.#client, newRoom(), { ydoc, create }, this.#copies)
    try {
      await copy.ready
      await copy.whenSaved()
      return copy
    } catch (thrown) {
      copy.close()
      throw thrown
    }
  }

  async rename(title: string): Promise<void> {
    await this.command('rename', { title })
  }
  async star(on: boolean): Promise<void> {
    await this.command('star', { on })
  }
  async file(folder: string): Promise<void> {
    await this.command('file', { folder })
  }
  async trash(): Promise<void> {
    await this.command('trash', {})
  }
  async untrash(): Promise<void> {
    await this.command('untrash', {})
  }
  async erase(): Promise<void> {
    await this.command('erase', {})
  }

  command<T extends DocCommand>(name: T, body: DocCommands[T]): Promise<DocAnswer<T>> {
    // What the host answers is the contract's to say.
    return this.#live.membership.request(name, body) as Promise<DocAnswer<T>>
  }
  query<T extends DocQueryName>(name: T, body: DocQueryBody<T>): Promise<DocQueryAnswer<T>> {
    return this.#client.query('doc', this.room, name, body) as Promise<DocQueryAnswer<T>>
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    openDocsOf(this.#client).remove(this)
    this.comments.close()
    this.suggestions.close()
    this.#live.close()
    // Whoever awaits something hears that it will not come.
    this.#ears.tell('gone', closed().code)
    this.#ears.clear()
  }
  destroy(): void {
    this.close()
  }

  #until(holds: () => boolean, events: readonly ('sync' | 'saved')[]): Promise<void> {
    const ended = (): void => {
      if (this.#closed) throw closed()
      if (this.error !== undefined) throw this.error
    }
    return until(this.#ears, holds, events, ended)
  }
}

const closed = (): TuttiError => new TuttiError('not_joined', 'the document was closed')

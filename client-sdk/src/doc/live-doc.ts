/** The seat, the content and the people of one document, kept in step; what hangs on the document is told of it. */
import * as Y from 'yjs'
import { mayAs } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo, DocState } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import type { AnyRoom } from '../any-client.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import { Content } from './content.ts'
import type { DocEars } from './ears.ts'
import { Identity } from './identity.ts'
import type { LocalCopies } from './local-copies.ts'
import { Membership } from './membership.ts'
import { EDITS, sendUpdate } from './parts.ts'
import type { UpdateWay } from './parts.ts'
import { Presence } from './presence.ts'
import { fetchSnapshot } from './snapshot.ts'
import type { DocClient, DocOptions, DocStatus, Replaced } from './types.ts'

export interface LiveDocParts {
  readonly client: DocClient
  readonly room: string
  readonly options: DocOptions
  /** Undefined: none are kept. */
  readonly copies: LocalCopies | undefined
  readonly ears: DocEars
  /** The origin of what comes from the host. */
  readonly origin: unknown
  readonly listen: (seat: AnyRoom) => readonly Off[]
  readonly seated: (state: DocState, recovered: boolean) => void
  /** My role, or the connection, is another. */
  readonly gate: () => void
  readonly replaced: (why: Replaced['why']) => void
  readonly ended: () => void
}

export class LiveDoc {
  content: Content
  presence: Presence
  readonly membership: Membership
  status: DocStatus = 'connecting'
  role: DocRole | undefined
  info: DocInfo | null = null
  error: TuttiError | undefined
  readonly #parts: LiveDocParts
  readonly identity: Identity
  #creating = false

  constructor(parts: LiveDocParts) {
    const { client, room, options, copies } = parts
    this.#parts = parts
    const { create, link, password } = options
    const join = {
      ...(create !== undefined && { create: true }),
      ...(link !== undefined && { link }),
      ...(password !== undefined && { password }),
    }
    this.membership = new Membership(client, room, join, {
      listen: (seat) => this.#listen(seat),
      joined: (state, recovered) => this.#joined(state, recovered),
      status: (status) => this.#became(status),
      ended: (error) => this.#ended(error),
    })
    this.content = this.#contentOf(options.ydoc ?? new Y.Doc())
    this.presence = this.#presenceOf(this.content)
    this.identity = new Identity(room, copies)
    const known = this.identity.recall(options.user ?? client.user?.id, this.content)
    if (known === undefined) return
    this.info = known.info
    this.role = known.role
    this.content.allow(mayAs(known.role, 'editor'))
  }

  get live(): boolean {
    return this.status === 'connected'
  }

  may(needed: DocRole): boolean {
    return this.info !== null && this.role !== undefined && mayAs(this.role, needed)
  }

  /** Begins again with nothing but the host's document. */
  discard(): Y.Doc {
    this.#replace('discarded')
    this.error = undefined
    this.#enterAgain()
    return this.content.doc
  }

  close(): void {
    this.content.close()
    this.presence.close()
    this.membership.leave()
    this.#becomes('disconnected')
  }

  #contentOf(doc: Y.Doc): Content {
    const { client, room, origin, ears, gate } = this.#parts
    return new Content(
      {
        clock: client.clock,
        origin,
        send: (update) => this.send(EDITS, update),
        snapshot: (atLeast) => fetchSnapshot(client, room, atLeast),
        changed: () => {
          ears.ring('saved')
          gate()
        },
        synced: () => this.#synced(),
        again: () => this.#enterAgain(),
        failed: (error) => this.#ended(error),
      },
      doc,
    )
  }

  /** Resolves when it is durable. */
  send(of: UpdateWay['of'], update: Uint8Array): Promise<unknown> {
    const { membership } = this
    const ask: UpdateWay['ask'] = (command, body) => membership.request(command, body, false)
    return sendUpdate({ clock: this.#parts.client.clock, of, ask, seating: () => membership.seatings }, update)
  }

  #presenceOf({ doc }: Content): Presence {
    return new Presence(this.#parts.client.clock, doc, (update) => this.membership.tell('aware', update))
  }

  #listen(seat: AnyRoom): readonly Off[] {
    return [
      seat.on('edited', (update: Uint8Array) => this.content.edited(update)),
      seat.on('aware', (update: Uint8Array) => this.presence.heard(update)),
      seat.on('said', (text: string) => this.#parts.ears.tell('said', text)),
      seat.on('info', (info: DocInfo) => this.#knows(info, this.role)),
      seat.on('role', (role: DocRole) => this.#knows(this.info, role)),
      ...this.#parts.listen(seat),
    ]
  }

  #joined(state: DocState, recovered: boolean): void {
    const user = this.#parts.client.user?.id ?? ''
    if (state.doc !== null && this.identity.differs(state.doc, user)) {
      this.identity.forget()
      this.#replace('reborn')
      // What was on its way to the other document must not reach this one.
      if (this.membership.seatings > 1) return this.#enterAgain()
    }
    if (state.doc !== null) this.identity.is(state.doc, state.role, user, this.content)
    this.content.seated(recovered ? undefined : state)
    this.presence.seated(state.aware)
    this.#parts.seated(state, recovered)
    this.#knows(state.doc, state.role)
    if (state.doc === null) void this.#create()
  }

  async #create(): Promise<void> {
    const { create } = this.#parts.options
    if (create === undefined) return this.#ended(new TuttiError('unknown_room'))
    if (this.#creating) return
    this.#creating = true
    try {
      const info = await this.membership.request('create', create)
      this.#knows(info as DocInfo, 'owner')
      this.#synced()
    } catch (thrown) {
      const error = toError(thrown)
      // Somebody else was first.
      if (error.code === 'conflict') this.#enterAgain()
      else if (error.code !== 'not_joined') this.#ended(error)
    } finally {
      this.#creating = false
    }
  }

  /** In a seat of its own: what was asked in the one before is not asked again. */
  #enterAgain(): void {
    this.membership.leave()
    this.#became('lost')
    this.#becomes('connecting')
    this.membership.enter()
  }

  #knows(info: DocInfo | null, role: DocRole | undefined): void {
    const { ears, client } = this.#parts
    const before = this.may('editor')
    if (info !== this.info) ears.ring('info')
    if (role !== this.role) ears.ring('role')
    this.info = info
    this.role = role
    // Of a document that is just being made, the role is known before there is anything to write in.
    if (this.may('editor') !== before) ears.ring('role')
    if (info !== null) this.identity.is(info, role, client.user?.id ?? '', this.content)
    this.content.allow(info === null || role === undefined ? undefined : mayAs(role, 'editor'))
    this.#parts.gate()
  }

  #replace(why: Replaced['why']): void {
    const before = this.content.doc
    const me: unknown = this.presence.awareness.getLocalState()?.['user']
    this.presence.close()
    this.content.close(why === 'discarded')
    if (why === 'discarded') this.identity.discarded(this.info, this.role)
    this.content = this.#contentOf(new Y.Doc())
    this.presence = this.#presenceOf(this.content)
    if (me !== undefined) this.presence.awareness.setLocalState({ user: me })
    this.#parts.replaced(why)
    this.#parts.ears.tell('replaced', { why, before, doc: this.content.doc })
    this.#parts.ears.ring('saved')
  }

  #synced(): void {
    if (!this.content.synced || this.info === null) return
    const { ears, gate } = this.#parts
    gate()
    ears.tell('sync', true)
    ears.tell('synced', { state: true })
  }

  #became(status: RoomStatus): void {
    if (status === 'live') return this.#becomes('connected')
    if (!this.live) return
    this.content.lost()
    this.presence.lost()
    this.#becomes('connecting')
    const { ears, gate } = this.#parts
    ears.tell('sync', false)
    ears.tell('synced', { state: false })
    gate()
  }

  #becomes(status: DocStatus): void {
    if (this.status === status) return
    this.status = status
    this.#parts.ears.tell('status', { status })
  }

  #ended(error: TuttiError): void {
    this.membership.leave()
    this.#became('left')
    this.error = error
    this.#becomes('disconnected')
    this.#parts.ended()
    this.#parts.ears.tell('gone', error.code)
  }
}

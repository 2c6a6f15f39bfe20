/** A document's room as tests of the SDK play against it: it keeps to the contract, and answers when it is told to. */
import * as Y from 'yjs'
import { docContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo, DocState } from '../../../shared/doc/types.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { FRAME } from '../../../shared/frames.ts'
import type { ClientFrame } from '../../../shared/frames.ts'
import { fleeting, joined, left, newest, ordered, refuse, reply, settled } from '../fake-host.ts'
import type { FakeHost } from '../fake-host.ts'

type Frame<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>
type Asked = Frame<typeof FRAME.JOIN | typeof FRAME.QUERY | typeof FRAME.COMMAND>

const COMMANDS = Object.keys(docContract.commands)
const EVENTS = Object.keys(docContract.events)
export const ME = 'u1'

export class FakeRoom {
  ydoc = new Y.Doc({ gc: true })
  info: DocInfo | null = {
    title: 'Plan',
    type: 'rich',
    owner: 'bob',
    public: null,
    born: 'b1',
    createdAt: 1,
    trashedAt: null,
  }
  role: DocRole = 'editor'
  epoch = 'e1'
  seq = 0
  at = 0
  /** What else JOINED says. */
  more: Partial<DocState> = {}
  /** Answers of queries, by name; a function is given the query's body. */
  readonly pages: Record<string, unknown> = {}
  /** Answers of commands, by name. */
  readonly answers: Record<string, unknown> = {}
  /** Commands that came, by name, and whether with a nonce. */
  readonly got: { readonly name: string; readonly body: unknown; readonly nonce: boolean }[] = []
  readonly queries: string[] = []
  joins = 0
  /** Refuses the next commands with these; undefined: does it. */
  readonly refusals: (ErrorCode | undefined)[] = []
  refuseQueries: ErrorCode | undefined
  /** Answers nothing while true. */
  silent = false
  asked: Asked[] = []
  readonly #host: FakeHost
  readonly #events: { readonly seq: number; readonly op: number; readonly body: unknown }[] = []
  #parts: Uint8Array[] = []
  seated = false
  #delivered = 0

  constructor(host: FakeHost) {
    this.#host = host
  }

  get text(): string {
    return this.ydoc.getText('code').toJSON()
  }
  /** Bodies of the commands of that name, since the beginning. */
  sent(name: string): unknown[] {
    return this.got.filter((one) => one.name === name).map(({ body }) => body)
  }

  /** Somebody else edits. */
  edit(change: (text: Y.Text) => void): void {
    const peer = new Y.Doc()
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(this.ydoc))
    const before = Y.encodeStateVector(peer)
    change(peer.getText('code'))
    this.take(Y.encodeStateAsUpdate(peer, before))
  }
  take(update: Uint8Array): void {
    Y.applyUpdate(this.ydoc, update)
    this.at++
    this.tell('edited', update)
  }
  tell(event: string, body: unknown): void {
    this.#events.push({ seq: ++this.seq, op: EVENTS.indexOf(event), body })
  }
  becomes(role: DocRole): void {
    this.role = role
    this.#host.last.say(newest(EVENTS.indexOf('role'), null, role))
  }
  aware(update: Uint8Array): void {
    this.#host.last.say(fleeting(EVENTS.indexOf('aware'), [update]))
  }
  says(text: string): void {
    this.#host.last.say(fleeting(EVENTS.indexOf('said'), [text]))
  }
  evict(code: ErrorCode): void {
    this.seated = false
    this.#host.last.say(left(code))
  }

  /** Another document of the same name. */
  bear(born: string): void {
    this.ydoc = new Y.Doc()
    this.at = 0
    this.info = { ...this.info!, born }
    this.forgets()
  }
  /** A host that cannot tell what was missed. */
  forgets(): void {
    this.epoch += '+'
    this.seq = 0
    this.#events.length = 0
  }
  cut(): void {
    this.listen()
    this.asked = []
    this.seated = false
    this.#host.last.cut()
  }

  listen(): void {
    for (const frame of this.#host.last.take()) {
      if (frame.type === FRAME.LEAVE) this.seated = false
      if (frame.type === FRAME.COMMAND) {
        const name = COMMANDS[frame.op] ?? ''
        this.got.push({ name, body: frame.body, nonce: frame.nonce !== null })
      }
      if (frame.type === FRAME.JOIN || frame.type === FRAME.QUERY || frame.type === FRAME.COMMAND)
        if (frame.rid !== 0) this.asked.push(frame)
    }
  }

  /** Answers the first of what was asked. */
  answer(): void {
    const frame = this.asked.shift()
    if (frame === undefined) return
    if (frame.type === FRAME.JOIN) this.#join(frame)
    else if (frame.type === FRAME.QUERY) {
      this.queries.push(frame.name)
      const { refuseQueries: code } = this
      const kept = this.pages[frame.name] ?? null
      const page: unknown = typeof kept === 'function' ? kept(frame.body) : kept
      this.#host.last.say(code === undefined ? reply(frame.rid, page) : refuse(frame.rid, code))
    } else this.#command(frame)
  }

  deliver(): void {
    if (!this.seated) return
    const some = this.#events.filter(({ seq }) => seq > this.#delivered)
    if (some.length === 0) return
    this.#host.last.say(
      ordered(
        this.#delivered + 1,
        some.map(({ op, body }) => [op, body]),
      ),
    )
    this.#delivered = this.seq
  }

  /** Until nothing is asked and everything was delivered; time passes. */
  async settle(forMs = 200): Promise<void> {
    for (let ms = 0; ms < forMs; ms += 10) {
      await settled()
      this.#host.clock.advance(10)
      await settled()
      this.listen()
      if (!this.silent) while (this.asked.length > 0) this.answer()
      this.deliver()
    }
  }

  #join({ rid, since }: Frame<typeof FRAME.JOIN>): void {
    this.joins++
    const recovered = since?.epoch === this.epoch
    this.#delivered = recovered ? since.seq : this.seq
    this.seated = true
    const snapshot = Y.encodeStateAsUpdate(this.ydoc)
    const state: DocState = {
      doc: this.info,
      role: this.role,
      at: this.at,
      snapshot: recovered || snapshot.length > DOC.inlineMax ? null : snapshot,
      tail: [],
      vector: Y.encodeStateVector(this.ydoc),
      aware: Uint8Array.of(0),
      suggesters: [],
      ...this.more,
    }
    const seating = { epoch: this.epoch, recovered, seq: this.#delivered, commands: COMMANDS, events: EVENTS }
    this.#host.last.say(joined(rid, { ...seating, state }))
  }

  #command(frame: Frame<typeof FRAME.COMMAND>): void {
    const name = COMMANDS[frame.op]
    const mayEdit = this.role === 'editor' || this.role === 'owner'
    const forbidden = (name === 'edit' || name === 'part') && !mayEdit ? ('forbidden' as const) : undefined
    const refusal = this.refusals.shift() ?? forbidden
    if (refusal !== undefined) return this.#host.last.say(refuse(frame.rid, refusal, 20))
    this.#host.last.say(reply(frame.rid, this.#do(name, frame.body)))
  }

  #do(name: string | undefined, body: unknown): unknown {
    if (name === 'edit') this.take(body as Uint8Array)
    if (name === 'part') this.#part(body as { index: number; of: number; update: Uint8Array })
    if (name === 'create') {
      this.info = { title: '', type: 'rich', owner: ME, public: null, born: 'b1', createdAt: 1, trashedAt: null }
      this.role = 'owner'
      this.tell('info', this.info)
      return this.info
    }
    return this.answers[name ?? ''] ?? null
  }

  #part({ index, of, update }: { index: number; of: number; update: Uint8Array }): void {
    if (index === 0) this.#parts = []
    this.#parts.push(update)
    if (index < of - 1) return
    const whole = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    this.take(whole)
  }
}

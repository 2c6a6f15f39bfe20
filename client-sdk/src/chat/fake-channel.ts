/** A channel as a host has it, for tests: it does what the client's frames say, when the test lets it, and knows the truth. */
import { chatContract } from '../../../shared/chat/contract.ts'
import type { ChannelInfo, ChatState, Message } from '../../../shared/chat/types.ts'
import { FRAME } from '../../../shared/frames.ts'
import type { ClientFrame } from '../../../shared/frames.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { fleeting, joined, left, newest, ordered, refuse, reply } from '../fake-host.ts'
import type { FakeHost } from '../fake-host.ts'
import { ME, NUMBERS, pageOf, stateOf } from './fake-pages.ts'
import { deleted, edited, pinned, reacted, replied } from './changes.ts'

type Frame<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>
type Asked = Frame<typeof FRAME.JOIN | typeof FRAME.QUERY | typeof FRAME.COMMAND | typeof FRAME.WATCH>

const COMMANDS = Object.keys(chatContract.commands)
const EVENTS = Object.keys(chatContract.events)
const REF = 7

export class FakeChannel {
  readonly messages: Message[] = []
  info: ChannelInfo | null
  epoch = 'e1'
  seq = 0
  read = 0
  /** What else the next JOINED says. */
  more: Partial<ChatState> = {}
  role: ChatState['me']['role'] = 'member'
  /** Nonces of all sends that came. */
  readonly nonces: string[] = []
  /** Refuses every command with this. */
  refuseAll: ErrorCode | undefined
  /** Texts of what the client has sent, done once each. */
  readonly sent: string[] = []
  /** Refuses the next sends with these. */
  readonly refusals: { readonly code: ErrorCode; readonly retryMs?: number }[] = []
  /** Holds the next sends. */
  hold = 0
  /** Not answered yet. */
  asked: Asked[] = []
  /** Commands that came, by name. */
  readonly got: { readonly name: string; readonly body: unknown }[] = []
  #host: FakeHost
  readonly #events: { readonly epoch: string; readonly seq: number; readonly op: number; readonly body: unknown }[] = []
  readonly #done = new Map<string, unknown>()
  #seated = false
  #delivered = 0

  constructor(host: FakeHost, room = 'general') {
    this.#host = host
    this.info = { room, title: room, topic: '', type: 'public', listed: true, ...NUMBERS }
  }

  /** For a page that has just been loaded. */
  at(host: FakeHost): this {
    this.#host = host
    this.#seated = false
    this.asked = []
    return this
  }

  get lastN(): number {
    return this.messages.length
  }
  /** Outside of threads. */
  get timeline(): Message[] {
    return this.messages.filter(({ root }) => root === undefined)
  }
  get undelivered(): number {
    return this.seq - this.#delivered
  }

  // What people do.

  say(by: string, text: string, more: Partial<Message> = {}): Message {
    const n = this.lastN + 1
    const message: Message = { n, id: `id${n}`, by, name: by, at: this.#host.clock.wall(), text, ...more }
    this.messages.push(message)
    if (message.root !== undefined) this.#change(message.root, (root) => replied(root, message.at))
    this.tell('said', message)
    return message
  }
  edit(n: number, text: string): void {
    const rev = (this.messages[n - 1]?.rev ?? 0) + 1
    const event = { n, text, rev, at: this.#host.clock.wall() }
    this.#change(n, (message) => edited(message, event))
    this.tell('edited', event)
  }
  remove(n: number, by = 'bob'): void {
    this.#change(n, deleted)
    this.tell('deleted', { n, by, at: 1 })
  }
  react(n: number, emoji: string, by: string, on: boolean): void {
    const before = this.messages[n - 1]?.reactions?.[emoji] ?? 0
    const event = { n, emoji, by, on, count: Math.max(0, before + (on ? 1 : -1)) }
    this.#change(n, (message) => reacted(message, event, ME))
    this.tell('reacted', event)
  }
  pin(n: number, on: boolean): void {
    this.#change(n, (message) => pinned(message, on))
    this.tell('pinned', { n, by: 'bob', on })
  }

  // When it happens.

  /** Takes in what the client has sent. */
  listen(): Asked[] {
    for (const frame of this.#host.last.take())
      if (frame.type === FRAME.LEAVE) this.#seated = false
      else if ('rid' in frame && frame.type !== FRAME.AUTH) this.#ask(frame as Asked)
    return this.asked
  }

  /** Answers one of what was asked; queries and commands overtake each other. */
  answer(at = 0, recovers = true): void {
    const [frame] = this.asked.splice(at, 1)
    if (frame?.type === FRAME.JOIN) this.join(frame, recovers)
    else if (frame?.type === FRAME.QUERY) this.#say(reply(frame.rid, pageOf(this, frame.name, frame.body)))
    else if (frame?.type === FRAME.COMMAND) this.#command(frame)
    else if (frame !== undefined) this.#say(reply(frame.rid, frame.rooms))
  }

  /** Sends on the next ordered events, all of them if it is not said how many. */
  deliver(count = this.undelivered): void {
    if (!this.#seated || count <= 0) return
    const events = this.#events.filter(({ epoch, seq }) => epoch === this.epoch && seq > this.#delivered)
    const some = events.slice(0, count)
    if (some.length === 0) return
    this.#say(
      ordered(
        this.#delivered + 1,
        some.map(({ op, body }) => [op, body]),
      ),
    )
    this.#delivered += some.length
  }

  state(event: string, body: unknown, key: string | null = null): void {
    this.#say(newest(EVENTS.indexOf(event), key, body))
  }
  typing(body: unknown): void {
    this.#say(fleeting(EVENTS.indexOf('typing'), [body]))
  }

  evict(code: ErrorCode): void {
    this.#seated = false
    this.#say(left(code, REF))
  }

  /** The line was cut: nothing that was asked is answered. */
  cut(): void {
    this.listen()
    this.asked = []
    this.#seated = false
  }

  /** Another history: numbers of events begin anew. */
  newEpoch(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`
    this.seq = 0
    this.#delivered = 0
  }

  /** Until nothing is asked and everything was delivered. */
  async settle(settled: () => Promise<void>): Promise<void> {
    for (let i = 0; i < 200; i++) {
      await settled()
      this.#host.clock.advance(20)
      if (this.listen().length === 0 && (this.undelivered === 0 || !this.#seated)) return
      while (this.asked.length > 0) this.answer()
      this.deliver()
    }
    throw new Error('it does not come to rest')
  }

  /** Given already, or not at all: nothing is told. */
  #reactOnce(n: number, emoji: string, on: boolean): void {
    if ((this.messages[n - 1]?.mine?.includes(emoji) ?? false) !== on) this.react(n, emoji, ME, on)
  }

  #ask(frame: Asked): void {
    if (frame.type === FRAME.COMMAND) {
      const name = COMMANDS[frame.op] ?? ''
      this.got.push({ name, body: frame.body })
      if (name === 'send') this.nonces.push(String(frame.nonce))
    }
    if (frame.rid !== 0) this.asked.push(frame)
  }

  #say(...parts: Uint8Array[]): void {
    this.#host.last.say(...parts)
  }

  #change(n: number, to: (message: Message) => Message): void {
    const message = this.messages[n - 1]
    if (message !== undefined) this.messages[n - 1] = to(message)
  }

  tell(event: string, body: unknown): void {
    this.seq++
    this.#events.push({ epoch: this.epoch, seq: this.seq, op: EVENTS.indexOf(event), body })
  }

  join({ rid, since }: Frame<typeof FRAME.JOIN>, recovers = true): void {
    const recovered = recovers && since?.epoch === this.epoch
    this.#delivered = recovered ? since.seq : this.seq
    this.#seated = true
    const seating = { epoch: this.epoch, recovered, seq: this.#delivered, commands: COMMANDS, events: EVENTS }
    this.#say(joined(rid, { ...seating, ref: REF, state: { ...stateOf(this), ...this.more } }))
  }

  #command(frame: Frame<typeof FRAME.COMMAND>): void {
    const isSend = COMMANDS[frame.op] === 'send'
    if (this.refuseAll !== undefined) return this.#say(refuse(frame.rid, this.refuseAll))
    const refusal = isSend && !this.#done.has(String(frame.nonce)) ? this.refusals.shift() : undefined
    if (refusal !== undefined) this.#say(refuse(frame.rid, refusal.code, refusal.retryMs))
    else this.#say(reply(frame.rid, this.perform(frame)))
  }

  /** Does a command, unless it is done already, and says nothing. */
  perform(frame: Asked): unknown {
    if (frame.type !== FRAME.COMMAND) return undefined
    const once = String(frame.nonce)
    if (!this.#done.has(once)) this.#done.set(once, this.#do(COMMANDS[frame.op], frame.body as never))
    return this.#done.get(once)
  }

  #do(name: string | undefined, body: Message & { emoji: string; on: boolean }): unknown {
    if (name === 'send') {
      if (this.hold > 0) return { held: `h${this.hold--}` }
      const { text, ...more } = body
      this.sent.push(text)
      const { n, id, at } = this.say(ME, text, more)
      this.read = n
      return { n, id, at }
    }
    if (name === 'edit') this.edit(body.n, body.text)
    else if (name === 'delete') this.remove(body.n, ME)
    else if (name === 'react') this.#reactOnce(body.n, body.emoji, body.on)
    else if (name === 'pin') this.pin(body.n, body.on)
    else if (name === 'read') this.read = Math.max(this.read, body.n)
    else if (name === 'create') {
      this.info = { room: 'general', title: '', topic: '', type: 'group', listed: false, ...NUMBERS }
      this.role = 'owner'
      return this.info
    }
    return {}
  }
}

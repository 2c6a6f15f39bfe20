/** Sends what rooms gave to channels that leave the house: at least once, again when it failed, given up in the open. */
import { toError } from '../../shared/errors.ts'
import { senderOf } from '../../shared/inbox/outgoing.ts'
import type { TargetGone } from '../../shared/inbox/outgoing.ts'
import { replyTo } from '../../shared/outcome.ts'
import type { Outcome, ReplyTo } from '../../shared/outcome.ts'
import { Writer } from '../../shared/writer.ts'
import type { Cancel, Clock, Log, Mail, OutChannel, Outbound, OutboundMeter, OutboundStore, Sending } from '../ports.ts'
import { nextTryMs } from './backoff.ts'
import { Lanes } from './lanes.ts'
import type { After } from './lanes.ts'

/** Nobody else sends it for so long; sending takes half a minute at most. */
const LEASE_MS = 90_000
const SEND_MS = 30_000
const POLL_MS = 1_000
/** Claimed and not settled, in all. */
const HELD_MAX = 1_024
const PER_CHANNEL = 16
const PER_LANE = 32
// Below the shortest wait for the next try.
const PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000
const REASON_MAX = 300

export interface OutboundParts {
  readonly store: OutboundStore
  readonly channels: readonly OutChannel[]
  readonly clock: Clock
  readonly log: Log
  readonly meter: OutboundMeter
  /** Mail to a room, from the house. It may come twice, and is not missed for long: the next try would tell it again. */
  readonly tell: (kind: string, room: string, op: string, body: unknown) => Promise<void>
  /** Mail was posted to a room, which hears of it soon in any case. */
  readonly posted?: (mail: Mail) => void
  readonly random?: () => number
}

export interface OutboundDispatcher {
  start(): void
  /** Something may be due: called after each commit that gave something to a channel. Cheap. */
  wake(): void
  /** Takes nothing new. Resolves when what is under way is settled. */
  close(): Promise<void>
}

export const createOutbound = (parts: OutboundParts): OutboundDispatcher => new Dispatcher(parts)

class Dispatcher implements OutboundDispatcher {
  readonly #parts: OutboundParts
  readonly #channels = new Map<string, OutChannel>()
  readonly #random: () => number
  readonly #lanes: Lanes
  #state: 'new' | 'open' | 'closed' = 'new'
  #claiming = false
  /** Asked for while a claim was on its way. */
  #again = false
  /** More may be due than there was room for. */
  #more = false
  #cancelPoll: Cancel = () => {}
  #cancelSoon: Cancel | undefined
  #idle: (() => void) | undefined

  constructor(parts: OutboundParts) {
    this.#parts = parts
    this.#random = parts.random ?? Math.random
    for (const channel of parts.channels) this.#channels.set(channel.name, channel)
    this.#lanes = new Lanes({
      clock: parts.clock,
      work: (message) => this.#work(message),
      perChannel: PER_CHANNEL,
      perLane: PER_LANE,
      pauseMs: PAUSE_MS,
      longestPauseMs: LONGEST_PAUSE_MS,
      freed: () => this.#freed(),
    })
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'open'
    this.#poll()
  }

  wake(): void {
    if (this.#state !== 'open') return
    this.#cancelSoon ??= this.#parts.clock.soon(() => {
      this.#cancelSoon = undefined
      void this.#claim()
    })
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    this.#cancelPoll()
    this.#cancelSoon?.()
    this.#lanes.letGo()
    if (this.#claiming || this.#lanes.held > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
    for (const channel of this.#channels.values()) channel.close()
  }

  #poll(): void {
    this.#lanes.tidy()
    void this.#claim()
    this.#cancelPoll = this.#parts.clock.after(POLL_MS, () => this.#poll())
  }

  #freed(): void {
    if (this.#state === 'closed') {
      if (!this.#claiming && this.#lanes.held === 0) this.#idle?.()
    } else if (this.#more && this.#lanes.held <= HELD_MAX / 2) {
      void this.#claim()
    }
  }

  async #claim(): Promise<void> {
    if (this.#claiming) {
      this.#again = true
      return
    }
    const limit = HELD_MAX - this.#lanes.held
    if (this.#state !== 'open' || limit <= 0) return
    this.#claiming = true
    try {
      const { clock, store } = this.#parts
      // What waits here for longer must not be sent any more: somebody else may have it by then.
      const untilMs = clock.now() + LEASE_MS - SEND_MS
      const messages = await store.claim(Math.floor(clock.wall()), LEASE_MS, limit)
      this.#more = messages.length === limit
      if (this.#isOpen()) for (const message of messages) this.#lanes.add(message, untilMs)
    } catch (thrown) {
      // The next poll tries again.
      this.#parts.log.warn('what is to leave the house cannot be read', { reason: reasonOf(thrown) })
    } finally {
      this.#claiming = false
    }
    if (this.#again) {
      this.#again = false
      await this.#claim()
    }
    this.#freed()
  }

  #isOpen(): boolean {
    return this.#state === 'open'
  }

  async #work(message: Outbound): Promise<After> {
    const { log, meter, store } = this.#parts
    const { channel, id } = message
    const sending = await this.#send(message)
    try {
      if (sending.is === 'sent') {
        meter.sent(channel)
        const told = await this.#tellOutcome(message, null, ({ about }) => ({
          is: 'sent',
          about,
          answer: sending.answer,
        }))
        if (!told) await store.done(id)
        return 'go on'
      }
      meter.failed(channel)
      const reason = sending.reason.slice(0, REASON_MAX)
      const waitMs = sending.is === 'later' ? nextTryMs(message.tries + 1, this.#random, sending.afterMs) : null
      // Told first: told twice it does no harm, and untold the target would be tried again.
      if (sending.is === 'gone') await this.#tellGone(message, reason)
      const told =
        waitMs === null &&
        (await this.#tellOutcome(message, reason, ({ about }) => ({ is: 'given_up', about, reason })))
      if (!told) await store.failed(id, waitMs === null ? null : Math.ceil(this.#parts.clock.wall() + waitMs), reason)
      if (waitMs === null) {
        meter.died(channel)
        log.warn('a message that should leave the house is given up', { channel, id, tries: message.tries + 1, reason })
      }
      return sending.is === 'later' ? 'pause' : 'go on'
    } catch (thrown) {
      // Its lease ends, and it is sent again: at least once.
      log.warn('what became of a message cannot be kept', { channel, id, reason: reasonOf(thrown) })
      return 'go on'
    }
  }

  async #send(message: Outbound): Promise<Sending> {
    const channel = this.#channels.get(message.channel)
    // Whoever runs the host may set it up again before the last try.
    if (channel === undefined) return { is: 'later', reason: `this host has no channel ${message.channel}` }
    try {
      return await channel.send(message)
    } catch (thrown) {
      return { is: 'later', reason: reasonOf(thrown) }
    }
  }

  /** The end of a message, and mail to the room that wants to hear of it, in one commit. False: nobody wants to. */
  async #tellOutcome(
    { id, payload }: Outbound,
    reason: string | null,
    outcomeFor: (reply: ReplyTo) => Outcome,
  ): Promise<boolean> {
    const reply = replyTo(payload)
    if (reply === undefined) return false
    const { kind, room, op } = reply
    const letter = { kind, room, op, body: new Writer().value(outcomeFor(reply)).copy() }
    if (await this.#parts.store.ended(id, reason, letter)) this.#parts.posted?.({ id, ...letter })
    return true
  }

  async #tellGone({ payload }: Outbound, reason: string): Promise<void> {
    let sender: ReturnType<typeof senderOf>
    try {
      sender = senderOf(payload)
    } catch {
      return // It is of no room that could be told.
    }
    const { from, user } = sender
    const body: TargetGone = { user, target: from.target, reason }
    await this.#parts.tell(from.kind, from.room, 'targetGone', body)
  }
}

/** For the log and the row, not for clients: what is not ours says more than `internal`. */
const reasonOf = (thrown: unknown): string => {
  const { cause, message } = toError(thrown)
  return cause instanceof Error ? cause.message : message
}

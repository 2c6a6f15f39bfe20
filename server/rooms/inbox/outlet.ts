/** The way out of an inbox: its targets, and what goes to them when. */
import { TuttiError } from '../../../shared/errors.ts'
import { INBOX } from '../../../shared/inbox/contract.ts'
import type { Added, InboxContract, Notice, OutChannel, QuietHours, Target } from '../../../shared/inbox/contract.ts'
import type { Outgoing } from '../../../shared/inbox/outgoing.ts'
import type { HostFacts, RoomContext } from '../../engine/room.ts'
import { quietUntil } from './quiet.ts'
import type { Secrets } from './settings.ts'
import type { InboxWrites } from './tables.ts'
import { addressed, placeOf, shown, wanted } from './targets.ts'
import type { StoredTarget } from './targets.ts'

export type InboxContext = RoomContext<InboxContract, InboxWrites>

/** What addTarget does. */
interface Adding {
  readonly user: { readonly id: string; readonly guest: boolean }
  readonly channel: OutChannel
  readonly target: string
  readonly secrets: Secrets
}

export class Outlet {
  readonly #ctx: InboxContext
  readonly #facts: HostFacts
  /** By id, oldest first. */
  readonly #targets = new Map<string, StoredTarget>()

  constructor(ctx: InboxContext, facts: HostFacts, targets: readonly StoredTarget[]) {
    this.#ctx = ctx
    this.#facts = facts
    for (const target of targets) this.#targets.set(target.id, target)
  }

  shown(): Target[] {
    return [...this.#targets.values()].map(shown)
  }

  /** To all targets of these channels, once the quiet time is over. */
  send(user: string, notice: Notice, channels: readonly OutChannel[], quiet: QuietHours): void {
    const dueMs = quietUntil(quiet, this.#ctx.wall())
    for (const target of this.#targets.values()) {
      if (target.code !== null || !channels.includes(target.channel)) continue
      this.#ctx.sendOut(target.channel, addressed(target), this.#outgoing(user, target.id, notice), dueMs)
    }
  }

  /**
   * What is there already is taken for the same target; a subscription gets its new keys.
   * @throws TuttiError before anything changes
   */
  add({ user, channel, target, secrets }: Adding): Added {
    if (!this.#facts.channels.includes(channel)) throw new TuttiError('forbidden', `this host sends no ${channel}`)
    // Anybody can be as many guests as they like, each with a code to send to somebody else's address.
    if (channel === 'email' && user.guest) throw new TuttiError('forbidden', 'guests get no mail')
    const want = wanted(channel, target, this.#facts.privateWebhooks)
    const same = [...this.#targets.values()].filter((one) => one.channel === channel)
    const known = same.find((one) => placeOf(one) === want.place)
    if (known !== undefined) return this.#again(user.id, known, want.target, secrets)
    if (same.length >= INBOX.targetsPerChannel) {
      throw new TuttiError('conflict', `an inbox has at most ${INBOX.targetsPerChannel} targets of a channel`)
    }
    const stored: StoredTarget = {
      id: this.#ctx.newId(),
      channel,
      target: want.target,
      secret: channel === 'webhook' ? secrets.secret : null,
      code: channel === 'email' ? secrets.code : null,
      addedAt: this.#ctx.wall(),
    }
    this.#keep(stored)
    if (channel === 'email') this.#sendCode(user.id, stored)
    return {
      id: stored.id,
      ...(stored.secret !== null && { secret: stored.secret }),
      ...(stored.code !== null && { pending: true }),
    }
  }

  /** @throws TuttiError `not_found` for what is not there, does not wait, or has another code */
  confirm(id: string, code: string): void {
    const target = this.#targets.get(id)
    if (target === undefined || target.code === null || target.code !== code.trim().toUpperCase()) {
      throw new TuttiError('not_found', 'no target waits for this code')
    }
    this.#keep({ ...target, code: null })
  }

  /** The one that was removed. */
  remove(id: string): Target | undefined {
    const target = this.#targets.get(id)
    if (target === undefined) return undefined
    this.#targets.delete(id)
    this.#ctx.record('untarget', { room: this.#ctx.id, id })
    return shown(target)
  }

  #again(user: string, known: StoredTarget, target: string, secrets: Secrets): Added {
    if (known.channel === 'push' && known.target !== target) this.#keep({ ...known, target })
    if (known.code === null) return { id: known.id }
    const stored = { ...known, code: secrets.code }
    this.#keep(stored)
    this.#sendCode(user, stored)
    return { id: stored.id, pending: true }
  }

  #sendCode(user: string, { id, channel, target, code }: StoredTarget): void {
    const notice: Notice = {
      id,
      type: 'system',
      title: `Your code is ${code}`,
      text: 'Enter it to get your notifications at this address. If you did not ask for this, do nothing.',
      at: this.#ctx.wall(),
    }
    this.#ctx.sendOut(channel, target, this.#outgoing(user, id, notice))
  }

  #keep(stored: StoredTarget): void {
    this.#targets.set(stored.id, stored)
    const { id, channel, target, secret, code, addedAt } = stored
    this.#ctx.record('target', { room: this.#ctx.id, id, channel, target, secret, code, added_at: addedAt })
  }

  #outgoing(user: string, target: string, notice: Notice): Outgoing {
    return { from: { kind: 'inbox', room: this.#ctx.id, target }, user, notice }
  }
}

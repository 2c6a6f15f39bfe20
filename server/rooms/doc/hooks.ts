/** A document's news for a backend of its owner's: they leave the house in the commit of what they tell, and nobody waits for them. */
import { check } from '../../../shared/contract.ts'
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { DocCommented, DocNews } from '../../../shared/doc/hook.ts'
import type { Version } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { looseObject, text } from '../../../shared/guards.ts'
import { webAddress } from '../../../shared/web-address.ts'
import type { HostFacts, Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'
import type { StoredHook } from './hooks-tables.ts'
import type { Kept } from './log.ts'

const QUIET_MS = 2_000
const LONGEST_MS = 10_000
/** People named of one stretch of writing. */
const NAMED = 50

const targetGone = looseObject({ target: text(1, 20) })

export type HookFacts = Pick<HostFacts, 'channels' | 'privateWebhooks'>

export class Hooks {
  readonly #desk: DocDesk
  readonly #facts: HookFacts
  #hook: StoredHook | null
  /** Who has written since the last news of it; room time of the first such edit, and when it is told. */
  readonly #by = new Set<string>()
  #sinceMs: number | undefined
  #dueMs = 0

  constructor(desk: DocDesk, facts: HookFacts, stored: StoredHook | null) {
    this.#desk = desk
    this.#facts = facts
    this.#hook = stored
    desk.onEdited((rows) => this.#edited(rows))
  }

  readonly on: Pick<Room<DocContract>['on'], 'hook'> = {
    hook: (_from, { url }, loaded) => {
      const { ctx } = this.#desk
      if (url === null) {
        this.#forget()
        return ctx.reply({ secret: null })
      }
      if (!this.#facts.channels.includes('webhook')) throw new TuttiError('forbidden', 'this host sends no webhook')
      const address = webAddress(url, this.#facts.privateWebhooks)
      if (typeof address === 'string') throw new TuttiError('bad_body', `url: ${address}`)
      // Set once more it keeps its secret; another address is another's, and gets its own.
      if (this.#hook?.url !== address.href) {
        // What this kind's load has made.
        this.#hook = { id: ctx.newId(), url: address.href, secret: loaded as string }
        ctx.record('hook', { room: ctx.id, ...this.#hook })
      }
      ctx.reply({ secret: this.#hook.secret })
    },
  }

  readonly mail: NonNullable<Room<DocContract>['mail']> = {
    targetGone: (body) => {
      if (check(targetGone, body).target === this.#hook?.id) this.#forget()
    },
  }

  versioned(version: Version): void {
    this.#tell({ type: 'doc.version', version })
  }

  commented(comment: Omit<DocCommented, 'type'>): void {
    this.#tell({ type: 'doc.comment', ...comment })
  }

  /** The room is about to be closed. */
  closing(): void {
    this.#changed()
  }

  #forget(): void {
    if (this.#hook === null) return
    this.#hook = null
    this.#desk.ctx.record('unhook', { room: this.#desk.ctx.id })
  }

  #edited(rows: readonly Kept[]): void {
    const { ctx, wakes } = this.#desk
    if (this.#hook === null) return
    for (const { author } of rows) if (author.id !== '' && this.#by.size < NAMED) this.#by.add(author.id)
    this.#sinceMs ??= ctx.now()
    this.#dueMs = Math.min(ctx.now() + QUIET_MS, this.#sinceMs + LONGEST_MS)
    wakes.at('changed', this.#dueMs, () => this.#look())
  }

  #look(): void {
    const { ctx, wakes } = this.#desk
    if (this.#sinceMs === undefined) return
    if (ctx.now() < this.#dueMs) wakes.at('changed', this.#dueMs, () => this.#look())
    else this.#changed()
  }

  #changed(): void {
    if (this.#sinceMs === undefined) return
    const by = [...this.#by]
    this.#by.clear()
    this.#sinceMs = undefined
    this.#tell({ type: 'doc.changed', n: this.#desk.head, by })
  }

  #tell(news: DocNews): void {
    const { ctx, doc } = this.#desk
    if (this.#hook === null || doc === null) return
    const { id, url, secret } = this.#hook
    ctx.sendOut('webhook', JSON.stringify({ url, secret }), {
      from: { kind: 'doc', room: ctx.id, target: id },
      news: { ...news, kind: 'doc', room: ctx.id, title: doc.title, at: ctx.wall() },
    })
  }
}

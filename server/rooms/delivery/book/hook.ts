/** Where a region's dispatchers want news of its orders sent: one address, with a secret that signs them. */
import { check } from '../../../../shared/contract.ts'
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { looseObject, text } from '../../../../shared/guards.ts'
import { webAddress } from '../../../../shared/web-address.ts'
import type { HostFacts, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { StoredHook } from './counter-tables.ts'

/** What load() of `hook` brings. */
export interface NewSecret {
  readonly secret: string
}

export type HookFacts = Pick<HostFacts, 'channels' | 'privateWebhooks'>

const targetGone = looseObject({ target: text(1, 20) })

export class Hook {
  readonly on: Pick<Room<DeliveryContract>['on'], 'hook'>
  readonly mail: NonNullable<Room<DeliveryContract>['mail']>
  readonly #desk: Desk
  #hook: StoredHook | undefined

  constructor(desk: Desk, { channels, privateWebhooks }: HookFacts, stored: StoredHook | undefined) {
    this.#desk = desk
    this.#hook = stored
    this.on = {
      hook: (from, { url }, loaded) => {
        desk.allow(from, 'dispatcher')
        const { ctx } = desk
        if (url === null) {
          this.#forget()
          return ctx.reply({ secret: null })
        }
        if (!channels.includes('webhook')) throw new TuttiError('forbidden', 'this host sends no webhook')
        const address = webAddress(url, privateWebhooks)
        if (typeof address === 'string') throw new TuttiError('bad_body', `url: ${address}`)
        // Set once more it keeps its secret; another address is another's, and gets its own.
        if (this.#hook?.url !== address.href) {
          // What load() of this kind gives.
          this.#hook = { id: ctx.newId(), url: address.href, secret: (loaded as NewSecret).secret }
          ctx.record('hook', { room: ctx.id, ...this.#hook })
        }
        ctx.reply({ secret: this.#hook.secret })
      },
    }
    this.mail = {
      targetGone: (body) => {
        if (check(targetGone, body).target === this.#hook?.id) this.#forget()
      },
    }
  }

  /** Undefined: nobody wants to hear. */
  get target(): StoredHook | undefined {
    return this.#hook
  }

  #forget(): void {
    if (this.#hook === undefined) return
    this.#hook = undefined
    this.#desk.ctx.record('unhook', { room: this.#desk.ctx.id })
  }
}

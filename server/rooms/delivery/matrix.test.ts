/** Every command by everybody: who may give it at all, before what it says is looked at. */
import { describe, expect, it } from 'vitest'
import { FixColumns, BULK_FRAME, encodeOwn } from '../../../shared/delivery/fixes.ts'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { DELIVERY_ROLES, DEMO_REGION } from '../../../shared/delivery/rules.ts'
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import type { Commands } from '../../../shared/contract.ts'
import { FRAME } from '../../../shared/frames.ts'
import { createEngine } from '../../../test/support/engine.ts'
import { createMemoryStorage } from '../../../test/support/memory-storage.ts'
import { inbox } from '../inbox/kind.ts'
import { delivery } from './kind.ts'

type Command = keyof Commands<DeliveryContract>

/** Who gets past the door: c customer, r courier, k restaurant, d dispatcher. `create` takes a region that is not there. */
const WHO: Readonly<Record<Exclude<Command, 'create' | 'refund' | 'simulate'>, string>> = {
  settle: 'd',
  grant: 'd',
  revoke: 'd',
  online: 'r',
  pause: 'r',
  offline: 'r',
  bulk: 'r',
  seen: 'r',
  accept: 'r',
  decline: 'r',
  pickUp: 'r',
  deliver: 'r',
  quote: 'c',
  order: 'c',
  cancel: 'ckd',
  share: 'c',
  unshare: 'c',
  rate: 'crk',
  confirm: 'k',
  prepare: 'k',
  ready: 'k',
  reject: 'k',
  restaurantPut: 'kd',
  itemPut: 'kd',
  opening: 'kd',
  look: 'd',
  zone: 'd',
  unzone: 'd',
  assign: 'd',
  unassign: 'd',
  policy: 'd',
  why: 'd',
  nearest: 'd',
  forget: 'd',
  promo: 'd',
  unpromo: 'd',
  hook: 'd',
}

const LETTER: Readonly<Partial<Record<DeliveryRole, string>>> = {
  customer: 'c',
  courier: 'r',
  restaurant: 'k',
  dispatcher: 'd',
}
const here = { latE7: 525_200_000, lonE7: 134_050_000 }
const order = 'none'
const BODIES: { readonly [T in keyof typeof WHO]: Commands<DeliveryContract>[T] } = {
  settle: {},
  grant: { user: 'zoe', role: 'courier' },
  revoke: { user: 'zoe', role: 'courier' },
  online: { vehicle: 'bike', maxLoad: 1 },
  pause: { on: false },
  offline: {},
  bulk: encodeOwn(BULK_FRAME, new FixColumns(1), 1, 0),
  seen: { offer: order },
  accept: { offer: order, epoch: 1 },
  decline: { offer: order, epoch: 1 },
  pickUp: { order, epoch: 1 },
  deliver: { order, epoch: 1, reason: 'x' },
  quote: { restaurant: 'corner', lines: [{ item: 'soup', pieces: 1 }], drop: here },
  order: { quote: 'none', address: 'here', card: 'x' },
  cancel: { order },
  share: { order },
  unshare: { order },
  rate: { order, of: 'restaurant', stars: 5 },
  confirm: { order },
  prepare: { order },
  ready: { order },
  reject: { order, reason: 'x' },
  restaurantPut: { id: 'corner', name: 'C', place: here, cuisines: [], priceLevel: 1, prepMin: 1, hours: [] },
  itemPut: { restaurant: 'corner', id: 'soup', item: null },
  opening: { restaurant: 'corner', open: true },
  look: { box: null },
  zone: {
    id: 'park',
    name: 'Park',
    use: 'closed',
    corners: [here, { ...here, latE7: here.latE7 + 9_000 }, { ...here, lonE7: here.lonE7 + 9_000 }],
  },
  unzone: { id: 'park' },
  assign: { order, courier: 'zoe' },
  unassign: { order },
  policy: { dispatch: 'batched' },
  why: { order },
  nearest: { place: here },
  forget: { courier: 'zoe' },
  promo: { code: 'soup', is: 'fixed', amount: 100, funding: 'merchant' },
  unpromo: { code: 'soup' },
  hook: { url: null },
}

describe('the rights of a region', () => {
  it.each(DELIVERY_ROLES.filter((role) => LETTER[role] !== undefined))(
    'let a %s give its own commands, and no others',
    async (role) => {
      const kinds = [delivery, inbox]
      const engine = createEngine(kinds, { storage: await createMemoryStorage(kinds) })
      const options = { as: role, ...(role === 'restaurant' && { restaurant: 'corner' }) }
      const who = await engine.join('ada', 'delivery', DEMO_REGION, { options })
      const names = Object.keys(delivery.contract.commands)
      const asked = Object.keys(WHO) as (keyof typeof WHO)[]
      for (const [i, command] of asked.entries()) {
        who.entry.command(names.indexOf(command), BODIES[command], i + 1, null)
        // oxlint-disable-next-line no-await-in-loop -- each is asked when the one before is answered
        await engine.pass(50)
      }
      const answers = new Map(
        who.frames().flatMap((frame) => (frame.type === FRAME.REPLY ? [[frame.rid, frame.code ?? 'done']] : [])),
      )
      const forbidden = asked.filter((_, i) => answers.get(i + 1) === 'forbidden')
      expect(answers.size).toBe(asked.length)
      expect([...answers.values()]).not.toContain('internal')
      expect(forbidden).toEqual(asked.filter((command) => !WHO[command].includes(LETTER[role]!)))
    },
  )
})

/** Which event tells whom, once, and nobody of what is long past. */
import { describe, expect, it } from 'vitest'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { NotifyMail } from '../../../../shared/inbox/notices.ts'
import { INBOX, inboxRoom } from '../../../../shared/inbox/notices.ts'
import { senderOf, webhookBody } from '../../../../shared/inbox/outgoing.ts'
import {
  ALL_WELL,
  COURIER,
  CUSTOMER,
  FakeDesk,
  RESTAURANT,
  SYSTEM,
  placed,
  spotOf,
} from '../../../../test/support/orders-desk.ts'
import { Notices } from './notices.ts'
import type { NewsTarget } from './notices.ts'
import { Orders } from './orders.ts'

const rig = (hook?: NewsTarget) => {
  const desk = new FakeDesk()
  const orders = new Orders(desk, { pays: false, spotOf }, [])
  const notices = new Notices(desk, {
    staffOf: () => ['cook', 'chef'],
    dispatchers: () => ['dora'],
    isNobody: (user) => user.startsWith('sim:'),
    hook: () => hook,
  })
  orders.onEvent((...heard) => notices.heard(...heard))
  const told = () =>
    desk.posted.splice(0).map(({ body }) => `${(body as NotifyMail).user}: ${(body as NotifyMail).title}`)
  const run: typeof orders.run = (id, who, command) => orders.run(id, who, command, ALL_WELL)
  return { desk, orders, notices, told, run }
}

describe('news of an order', () => {
  it('goes to whom it matters, and not to who did it', () => {
    const { orders, told, run } = rig()
    orders.place(CUSTOMER, placed('o1'), '', ALL_WELL)
    expect(told()).toEqual(['cook: A new order', 'chef: A new order'])
    run('o1', RESTAURANT, { do: 'confirm' })
    expect(told()).toEqual(['ann: Your order is confirmed'])
    run('o1', SYSTEM, { do: 'offer', courier: 'rob' })
    expect(told()).toEqual(['rob: An order for you'])
    run('o1', COURIER, { do: 'assign', courier: 'rob', epoch: 1 })
    expect(told()).toEqual([])
    run('o1', SYSTEM, { do: 'unassign', reason: 'out of reach' })
    expect(told()).toEqual(['rob: An order is not yours any more'])
    run('o1', CUSTOMER, { do: 'cancel', reason: 'late' })
    expect(told()).toEqual(['cook: An order is cancelled', 'chef: An order is cancelled'])
  })

  it('[G21] goes to dispatchers where nothing is heard of who carries it, and while that lasts again', () => {
    const { desk, orders, told, run } = rig()
    orders.place(CUSTOMER, placed('o1'), '', ALL_WELL)
    run('o1', RESTAURANT, { do: 'confirm' })
    run('o1', RESTAURANT, { do: 'prepare' })
    run('o1', RESTAURANT, { do: 'ready' })
    run('o1', SYSTEM, { do: 'assign', courier: 'rob' })
    const sinceMs = desk.nowMs
    const silent = () => run('o1', SYSTEM, { do: 'silent', sinceMs })
    desk.nowMs += DELIVERY.lostMs
    // What is not carried is taken from it instead.
    expect(silent).toThrow('silent by system while it is ready')
    run('o1', COURIER, { do: 'pickUp', epoch: 1, reason: 'here' })
    told()
    silent()
    expect(told()).toEqual(['dora: Nothing is heard of the courier of an order'])
    desk.nowMs += DELIVERY.lostMs - 1
    expect(silent).toThrow()
    desk.nowMs += 1
    silent()
    expect(told()).toHaveLength(1)
    run('o1', SYSTEM, { do: 'heard' })
    expect(orders.must('o1').silence).toBe(null)
    const [kept, folded] = desk.keptAndFolded('o1')
    expect(kept).toBe(folded)
  })

  it('has a key of its own for each event and channel, which an inbox can hold', () => {
    const { desk, orders, run } = rig()
    orders.place(CUSTOMER, placed('o1'), '', ALL_WELL)
    run('o1', RESTAURANT, { do: 'confirm' })
    const mail = desk.posted.at(-1)!
    expect(mail).toMatchObject({ kind: 'inbox', room: inboxRoom('ann'), op: 'notify' })
    expect(mail.body).toMatchObject({ key: 'delivery/town/o1/2/inbox', type: 'order', kind: 'delivery', room: 'town' })
    expect((mail.body as NotifyMail).key.length).toBeLessThanOrEqual(INBOX.keyMax)
  })

  it('is not told when it is older than a quarter of an hour', () => {
    const { desk, notices, orders, told } = rig()
    orders.place(CUSTOMER, placed('o1'), '', ALL_WELL)
    told()
    const order = orders.must('o1')
    const event = { n: 9, actor: 'system', by: '', what: { type: 'arriving' } } as const
    notices.heard(order, { ...event, at: desk.nowMs - DELIVERY.lateNewsMs }, order.facts)
    expect(told()).toEqual(['ann: Your order is almost there'])
    notices.heard(order, { ...event, at: desk.nowMs - DELIVERY.lateNewsMs - 1 }, order.facts)
    expect(told()).toEqual([])
  })

  it('does not reach people who have no inbox', () => {
    const { orders, told, run } = rig()
    orders.place(
      { actor: 'customer', id: 'sim:1' },
      placed('o1', { customer: { id: 'sim:1', name: 'A' } }),
      '',
      ALL_WELL,
    )
    told()
    run('o1', RESTAURANT, { do: 'confirm' })
    expect(told()).toEqual([])
  })

  it('reaches backends by webhook, without names, doors or PINs', () => {
    const { desk, orders } = rig({ id: '0HOOK', url: 'https://a.example/', secret: 's' })
    orders.place(CUSTOMER, placed('o1'), '', ALL_WELL)
    const [{ channel, target, payload }] = desk.sent as [(typeof desk.sent)[number]]
    expect([channel, JSON.parse(target)]).toEqual(['webhook', { url: 'https://a.example/', secret: 's' }])
    expect(senderOf(JSON.stringify(payload)).from).toEqual({ kind: 'delivery', room: 'town', target: '0HOOK' })
    const body = webhookBody('id', JSON.stringify(payload))
    expect(body).toMatchObject({ type: 'order.placed', id: 'id', order: 'o1', n: 1, state: 'pending' })
    expect(JSON.stringify(body)).not.toMatch(/Ann|Door|4711/)
  })
})

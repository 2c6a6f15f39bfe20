/** [Must show 7] A region under fire: commands of all its people at once, each as often as a bad line sends it, done once. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../../shared/frames.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Quote } from '../../../shared/delivery/types.ts'
import { here, openCity } from '../../../test/support/city.ts'
import type { Player } from '../../../test/support/engine.ts'
import { nonceAt } from '../../../test/support/nonce-at.ts'
import { foldRows } from '../../../test/support/orders-desk.ts'
import { delivery } from './kind.ts'
import { factsText, readFacts } from './orders/order.ts'
import type { OrderFacts } from './orders/order.ts'
import { orderTables } from './orders/tables.ts'

/** 100000 for the whole. */
const COMMANDS = Number(process.env['REGION_COMMANDS'] ?? 2_000)
const CUSTOMERS = 40
const COURIERS = 8
/** Sent in one tick, and ticks that a repeat may come later. */
const AT_ONCE = 40
const LATER = 4
const OPEN_LEAST = 60

interface Reply {
  readonly code: string | null
  readonly body: unknown
}

interface Sent {
  readonly who: Player
  readonly command: string
  readonly body: object
  readonly nonce: Uint8Array
  readonly replies: Reply[]
}

/** What a limit refused may be asked again: it was never looked at. A wrong PIN may, too: the same one counts once. */
const isAnswer = ({ code }: Reply): boolean => code !== 'rate_limited' && code !== 'wrong_pin'

describe(`${COMMANDS} commands of ${CUSTOMERS + COURIERS + 2} people, a third of them twice or more`, () => {
  it('are done once each, and leave what their events say', async () => {
    const { come, cook, ask, clock, pass, storage } = await openCity()
    const random = seededRandom(process.env['REGION_SEED'] ?? 'region')
    const below = (n: number): number => Math.floor(random() * n)
    const any = <T>(all: readonly T[]): T => all[below(all.length)]!
    const names = Object.keys(delivery.contract.commands)
    const db = orderTables(storage.reader.db)

    const dora = await come('dora', 'dispatcher')
    const couriers = new Map<string, Player>()
    for (let i = 0; i < COURIERS; i++) couriers.set(`rob-${i}`, await come(`rob-${i}`, 'courier'))
    for (const rob of couriers.values()) await ask(rob, 'online', { vehicle: 'bike', maxLoad: 3 })
    const customers = new Map<string, Player>()
    for (let i = 0; i < CUSTOMERS; i++) customers.set(`ann-${i}`, await come(`ann-${i}`, 'customer'))
    const people = [dora, cook, ...couriers.values(), ...customers.values()]

    const sent: Sent[] = []
    const asked = new Map<number, (reply: Reply) => void>()
    /** Repeats, by the tick in which they come. */
    const due = new Map<number, Sent[]>()
    let rid = 1_000_000
    let tick = 0
    const put = ({ who, command, body, nonce, replies }: Sent): void => {
      asked.set(++rid, (reply) => replies.push(reply))
      who.entry.command(names.indexOf(command), body, rid, nonce)
    }
    const send = (who: Player, command: string, body: object): void => {
      const one: Sent = { who, command, body, nonce: nonceAt(clock.wall(), sent.length), replies: [] }
      sent.push(one)
      put(one)
      while (random() < 0.35) {
        const at = tick + below(LATER)
        due.set(at, [...(due.get(at) ?? []), one])
      }
    }
    const hear = (): void => {
      for (const who of people) {
        for (const told of who.told.splice(0)) {
          if (told.at !== 'frame' || told.frame.type !== FRAME.REPLY) continue
          const { rid: of, code, body } = told.frame
          asked.get(of)?.({ code, body })
          asked.delete(of)
        }
      }
    }
    const hungry = (): void => {
      const [user, who] = any([...customers])
      asked.set(++rid, ({ body, code }) => {
        if (code === null) send(who, 'order', { quote: (body as Quote).quote, address: `Door of ${user}`, card: 'x' })
      })
      const body = {
        restaurant: 'corner',
        lines: [{ item: 'soup', pieces: 1 + below(3) }],
        drop: here,
        tip: below(100),
      }
      who.entry.command(names.indexOf('quote'), body, rid, null)
    }
    const act = ({ id: order, state, epoch, courier, pin, customer }: OrderFacts): void => {
      const rob = couriers.get(courier ?? '') ?? any([...couriers.values()])
      const ann = customers.get(customer.id)!
      const stale = random() < 0.1 ? Math.max(0, epoch - 1) : epoch
      const reason = 'so it is'
      const likely: Readonly<Record<string, () => void>> = {
        pending: () => send(cook, 'confirm', { order }),
        confirmed: () => (random() < 0.5 ? send(cook, 'prepare', { order }) : assign()),
        preparing: () => (random() < 0.5 ? send(cook, 'ready', { order }) : assign()),
        ready: () => (courier === null ? assign() : send(rob, 'pickUp', { order, epoch: stale, reason })),
        picked_up: () => send(rob, 'deliver', { order, epoch: stale, pin: random() < 0.8 ? pin : '0000' }),
      }
      const assign = (): void => send(dora, 'assign', { order, courier: any([...couriers.keys()]) })
      const rare = [
        () => send(ann, 'cancel', { order, reason }),
        () => send(dora, 'cancel', { order, reason }),
        () => send(cook, 'reject', { order, reason }),
        () => send(dora, 'unassign', { order }),
        () => send(any(people), any(['confirm', 'prepare', 'ready', 'cancel']), { order }),
        () => send(any([...couriers.values()]), 'deliver', { order, epoch, reason }),
      ]
      if (random() < 0.88) (likely[state] ?? any(rare))()
      else any(rare)()
    }

    while (sent.length < COMMANDS || due.size > 0) {
      const rows = await db.selectFrom('delivery_order').select('facts').where('ended_at', 'is', null).execute()
      const open = rows.map(({ facts }) => readFacts(facts))
      for (let i = 0; i < AT_ONCE && sent.length < COMMANDS; i++) {
        if (open.length < OPEN_LEAST && random() < 0.5) hungry()
        else if (open.length > 0) act(any(open))
      }
      for (const one of due.get(tick) ?? []) put(one)
      due.delete(tick++)
      await pass(100)
      hear()
    }
    await pass(1_000)
    hear()

    // The same answer each time that it was asked.
    for (const { command, replies } of sent) {
      const said = replies.filter(isAnswer).map((reply) => JSON.stringify(reply))
      expect(new Set(said).size, `${command}: ${said.join(' ')}`).toBeLessThanOrEqual(1)
    }
    expect(sent.filter(({ replies }) => replies.length > 1).length).toBeGreaterThan(COMMANDS / 4)
    const done = (...commands: string[]): number =>
      sent.filter(({ command, replies }) => commands.includes(command) && replies.some(({ code }) => code === null))
        .length

    const events = await db.selectFrom('delivery_order_event').selectAll().orderBy('order_id').orderBy('n').execute()
    const count = (type: string): number => events.filter((row) => row.type === type && row.actor !== 'system').length
    const happened = {
      placed: done('order'),
      confirmed: done('confirm'),
      preparing: done('prepare'),
      ready: done('ready'),
      assigned: done('assign'),
      unassigned: done('unassign'),
      picked_up: done('pickUp'),
      delivered: done('deliver'),
      cancelled: done('cancel', 'reject'),
    }
    expect(Object.fromEntries(Object.keys(happened).map((type) => [type, count(type)]))).toEqual(happened)
    expect(Math.min(happened.delivered, happened.cancelled, happened.unassigned)).toBeGreaterThan(0)

    // What is kept of each order is what its events make of it, and it has one end at most.
    const kept = await db.selectFrom('delivery_order').select(['id', 'facts']).execute()
    const byOrder = new Map<string, typeof events>(kept.map(({ id }) => [id, []]))
    for (const event of events) byOrder.get(event.order_id)!.push(event)
    expect(kept).toHaveLength(happened.placed)
    for (const { id, facts } of kept) {
      const own = byOrder.get(id)!
      expect(factsText(foldRows(own))).toBe(facts)
      expect(own.map(({ n }) => n)).toEqual(own.map((_, i) => i + 1))
      expect(own.filter(({ type }) => type === 'delivered' || type === 'cancelled').length).toBeLessThanOrEqual(1)
    }
  }, 1_800_000)
})

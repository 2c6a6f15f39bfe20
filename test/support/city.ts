/** The demo region with one kitchen and its people, none of them simulated, on a clock that the test moves. */
import { delivery } from '../../server/rooms/delivery/kind.ts'
import { inbox } from '../../server/rooms/inbox/kind.ts'
import { DEMO_REGION } from '../../shared/delivery/rules.ts'
import type { DeliveryState, Quote } from '../../shared/delivery/types.ts'
import { FRAME } from '../../shared/frames.ts'
import { readAll } from '../../shared/reader.ts'
import { createEngine } from './engine.ts'
import type { Player } from './engine.ts'
import { createMemoryStorage } from './memory-storage.ts'

const commands = Object.keys(delivery.contract.commands)
const BOUNDS = { frames: 1, depth: 32, items: Infinity, textBytes: Infinity, strictText: false }
export const here = { latE7: 525_200_000, lonE7: 134_050_000 }

export const stateOf = (who: Player) => readAll(who.place.state, BOUNDS)[0] as DeliveryState

/** What people do in a region of one host. */
export const peopleOn = (engine: ReturnType<typeof createEngine>, room: string = DEMO_REGION) => {
  let rid = 0
  const come = (user: string, as: string, more: object = {}) =>
    engine.join(user, 'delivery', room, { options: { as, ...more } })
  /** The answer, or the code of the refusal. */
  const ask = async (who: Player, command: string, body: unknown): Promise<unknown> => {
    who.entry.command(commands.indexOf(command), body, ++rid, null)
    const asked = rid
    for (let tries = 0; tries < 10; tries++) {
      // oxlint-disable-next-line no-await-in-loop -- what a command needs may be read over several turns
      await engine.pass(50)
      const reply = who.frames().find((frame) => frame.type === FRAME.REPLY && frame.rid === asked)
      if (reply?.type === FRAME.REPLY) return reply.code ?? reply.body
    }
    throw new Error(`${command} was not answered`)
  }
  const query = <T>(name: string, body: object, user = 'ann') =>
    engine.directory.query({ id: user, name: user, guest: false }, 'delivery', room, name, body) as Promise<T>
  return { come, ask, query }
}

/** Longer than pass() takes it: every clock of a room goes, and what these wait for is waited for now and then. */
export const skipOn =
  ({ clock, calm }: Pick<ReturnType<typeof createEngine>, 'clock' | 'calm'>) =>
  async (ms: number): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 8_000) {
      clock.advance(Math.min(8_000, leftMs))
      // oxlint-disable-next-line no-await-in-loop -- time passes
      await calm()
    }
  }

export const openCity = async () => {
  const kinds = [delivery, inbox]
  const storage = await createMemoryStorage(kinds)
  const engine = createEngine(kinds, { storage })
  /** Another host, on what this one has kept. */
  const again = () => createEngine(kinds, { storage, clock: engine.clock })
  const { come, ask, query } = peopleOn(engine)
  // Nobody but the test's own people.
  const quiet = await come('quiet', 'dispatcher')
  await ask(quiet, 'simulate', { couriers: 0, pace: 1 })
  quiet.entry.leave('left')
  const cook = await come('cook', 'restaurant', { restaurant: 'corner' })
  const corner = { id: 'corner', name: 'C', place: here, cuisines: [], priceLevel: 1, prepMin: 0, hours: [] }
  await ask(cook, 'restaurantPut', corner)
  const soup = { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
  await ask(cook, 'itemPut', { restaurant: 'corner', id: 'soup', item: soup })
  /** Until it is with the courier. */
  const bring = async (ann: Player, rob: Player): Promise<string> => {
    const lines = [{ item: 'soup', pieces: 1 }]
    const { quote } = (await ask(ann, 'quote', { restaurant: 'corner', lines, drop: here, tip: 100 })) as Quote
    const { order } = (await ask(ann, 'order', { quote, address: 'Door 7', card: 'x' })) as { order: string }
    await ask(cook, 'confirm', { order, prepMin: 0 })
    await ask(cook, 'prepare', { order })
    await ask(cook, 'ready', { order })
    const dora = await come('dora', 'dispatcher')
    await ask(dora, 'assign', { order, courier: 'rob' })
    dora.entry.leave('left')
    const refused = await ask(rob, 'pickUp', { order, epoch: 1, reason: 'here' })
    if (refused !== null) throw new Error(`not picked up: ${JSON.stringify(refused)}`)
    return order
  }
  return { ...engine, skip: skipOn(engine), storage, again, come, ask, query, cook, bring }
}

/** Whether a race was fair, from every event of its orders as the database has them and all that its couriers saw. */
import type { RaceRecord, Shown, Told } from './race-record.ts'

/** Rows of delivery_order_event, whole, each order's in the order of their numbers. */
export interface Logged {
  readonly order_id: string
  readonly n: number
  /** Unix ms. */
  readonly at: number
  readonly type: string
  readonly actor: string
  readonly by_id: string
  /** JSON. */
  readonly payload: string
}

export const LOGGED = `select order_id, n, at, type, actor, by_id, payload from delivery_order_event where room = 'town' order by order_id, n`

/** One offer of one order, or one stretch in one courier's hands. */
interface Span {
  readonly order: string
  readonly courier: string
  readonly epoch: number
  readonly fromMs: number
  untilMs: number
  /** The type of the event that ended it; undefined: nothing has. */
  end: string | undefined
}

export interface History {
  readonly faults: string[]
  readonly offers: Span[]
  readonly hands: Span[]
  readonly delivered: ReadonlySet<string>
  readonly over: ReadonlySet<string>
  /** Events of a type, over all orders. */
  count(type: string): number
}

const OFFER_ENDS = new Set(['offer_declined', 'offer_expired', 'offer_withdrawn', 'assigned', 'cancelled'])

/** Walks every order's events: one offer and one courier at a time, each epoch once, and nothing behind the end. */
export const historyOf = (rows: readonly Logged[]): History => {
  const faults: string[] = []
  const offers: Span[] = []
  const hands: Span[] = []
  const delivered = new Set<string>()
  const over = new Set<string>()
  const byOrder = grouped(rows, ({ order_id: order }) => order)
  for (const [order, events] of byOrder) {
    let offer: Span | undefined
    let hand: Span | undefined
    let lastEpoch = 0
    for (const [i, { n, at, type, actor, by_id: by, payload }] of events.entries()) {
      const fault = (what: string): void => void faults.push(`${order} ${n} ${type}: ${what}`)
      if (n !== i + 1) fault(`is number ${i + 1}`)
      if ((type === 'placed') !== (n === 1)) fault('an order begins with being placed')
      // Written by the region alone.
      const { courier, epoch } = JSON.parse(payload) as { readonly courier: string; readonly epoch: number }
      const span = { order, courier, epoch, fromMs: at, untilMs: Infinity, end: undefined }
      const close = (one: Span | undefined): void => {
        if (one !== undefined) Object.assign(one, { untilMs: at, end: type })
      }
      if (over.has(order) && (type === 'offered' || type === 'assigned' || type === 'delivered')) fault('it was over')
      if (type === 'offered') {
        if (offer !== undefined) fault(`${offer.courier} is being asked`)
        if (hand !== undefined) fault(`${hand.courier} has it`)
        if (epoch <= lastEpoch) fault(`epoch ${epoch} again`)
        lastEpoch = epoch
        offers.push((offer = span))
      } else if (OFFER_ENDS.has(type)) {
        if (type === 'assigned') {
          if (hand !== undefined) fault(`${hand.courier} has it`)
          const isAsked = offer?.courier === by && offer.courier === courier && offer.epoch === epoch
          if (actor === 'courier' && !isAsked) fault(`${by} was not asked`)
        } else if (type !== 'cancelled' && offer === undefined) fault('nobody is being asked')
        close(offer)
        offer = undefined
        if (type === 'assigned') hands.push((hand = span))
      } else if (type === 'unassigned') {
        if (hand === undefined) fault('nobody has it')
        close(hand)
        hand = undefined
      } else if ((type === 'picked_up' || type === 'delivered') && hand?.courier !== by) fault(`${by} does not have it`)
      if (type !== 'delivered' && type !== 'cancelled') continue
      close(hand)
      hand = undefined
      over.add(order)
      if (type === 'delivered') delivered.add(order)
    }
  }
  return { faults, offers, hands, delivered, over, count: (type) => rows.filter((row) => row.type === type).length }
}

/** What couriers held or were asked at any one time. */
export const loadFaults = ({ offers, hands }: History, maxLoadOf: (courier: string) => number): string[] => {
  const faults: string[] = []
  for (const [courier, spans] of grouped(hands, (one) => one.courier)) {
    const changes = spans.flatMap(({ fromMs, untilMs }) => [
      { at: fromMs, by: 1 },
      { at: untilMs, by: -1 },
    ])
    let load = 0
    // Within one millisecond nobody can tell: what ends comes first.
    for (const { at, by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by))
      if ((load += by) > maxLoadOf(courier)) faults.push(`${courier} holds ${load} at ${at}`)
  }
  for (const [courier, spans] of grouped(offers, (one) => one.courier)) {
    let before: Span | undefined
    for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs || a.untilMs - b.untilMs)) {
      // Orders that go together are one offer: made at once.
      if (before !== undefined && span.fromMs !== before.fromMs && span.fromMs < before.untilMs)
        faults.push(`${courier} is asked of ${span.order} and of ${before.order}`)
      before = span
    }
  }
  return faults
}

/** What couriers saw and heard agrees with what is kept: nothing that was acknowledged is lost, nothing that was refused was done. */
export const toldFaults = (rows: readonly Logged[], history: History, { shown, told }: RaceRecord): string[] => {
  const faults: string[] = []
  const offerOf = new Map(history.offers.map((one) => [`${one.order} ${one.epoch}`, one]))
  for (const { courier, order, epoch } of shown)
    if (offerOf.get(`${order} ${epoch}`)?.courier !== courier) faults.push(`${courier} saw ${order} ${epoch}`)
  const did = (who: string, type: string, order: string): boolean =>
    rows.some((row) => row.order_id === order && row.type === type && row.by_id === who)
  for (const one of told) {
    const { courier, what, order, epoch, outcome } = one
    const say = (why: string): void => void faults.push(`${courier} ${what} ${order} ${epoch} ${outcome}: ${why}`)
    const repeats = told.some((other) => other !== one && isSame(other, one) && other.outcome !== 'conflict')
    if (outcome === 'waits') say('no answer')
    else if (what === 'pickUp' || what === 'deliver') {
      if (outcome === 'done' && !did(courier, what === 'pickUp' ? 'picked_up' : 'delivered', order)) say('not kept')
      if (outcome !== 'done' && outcome !== 'lost' && !repeats) say('refused')
    } else {
      const end = offerOf.get(`${order} ${epoch}`)?.end
      const wanted = what === 'accept' ? 'assigned' : 'offer_declined'
      if (outcome === 'done' && end !== wanted) say(`it ended as ${end}`)
      // All that go with it have the same end.
      for (const other of one.with)
        if (outcome === 'done' && !history.hands.some((hand) => hand.order === other && hand.courier === courier))
          if (what === 'accept') say(`${other} does not go with it`)
      if (outcome === 'conflict' && end === wanted && !repeats) say('it was done all the same')
      if (outcome !== 'done' && outcome !== 'lost' && outcome !== 'conflict') say('refused')
    }
  }
  return faults
}

const isSame = (a: Told, b: Told): boolean =>
  a.courier === b.courier && a.what === b.what && a.order === b.order && a.epoch === b.epoch

/** Offers that their couriers meant to let run out, and that ran out. */
export const silencesIn = (history: History, shown: readonly Shown[]): number => {
  const expired = new Set(
    history.offers.flatMap(({ order, epoch, end }) => (end === 'offer_expired' ? `${order} ${epoch}` : [])),
  )
  return shown.filter(({ card, order, epoch }) => card.do === 'silence' && expired.has(`${order} ${epoch}`)).length
}

const grouped = <T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const own = groups.get(keyOf(one))
    if (own === undefined) groups.set(keyOf(one), [one])
    else own.push(one)
  }
  return groups
}

/** One order: where it stands, who is asked for it and why, and what a dispatcher can do about it. */
import { DELIVERY } from '@tutti/client/delivery'
import type { Candidate, Dispatch, OrderView, Place } from '@tutti/client/delivery'
import { element, say, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { refused } from '../../shell/refused.ts'
import { timeOf } from '../../shell/words.ts'
import { etaOf, moneyOf } from '../words.ts'
import { drawCandidates } from './candidates.ts'
import { makeDecided } from './decided.ts'
import { isAssignable, isLate, isOver, orderOf } from './orders.ts'
import { shortId, standingOf } from './words.ts'
import { stepWord } from './words-table.ts'

export interface OrderDetail {
  readonly root: HTMLElement
  show(order: string | undefined): void
  close(): void
}

export interface DetailActions {
  readonly back: () => void
  readonly point: (place: Place) => void
  /** My own courier, who may be sent. */
  readonly me: string
}

/** Dispatch decides every three seconds; so often is asked who it thinks of. */
const WHY_MS = 3_000
const TICK_MS = 1_000

export const makeOrderDetail = (dispatch: Dispatch, { back, point, me }: DetailActions): OrderDetail => {
  let id: string | undefined
  let candidates: readonly Candidate[] = []
  let drawn = ''
  const title = element('h3')
  const standing = element('p', { class: 'detail-standing' })
  const eta = element('p', { class: 'detail-eta' })
  const facts = element('div', { class: 'detail-facts' })
  const acts = element('div', { class: 'detail-acts' })
  const why = element('div', { class: 'detail-why' })
  const check = makeDecided(dispatch)
  const steps = element('ol', { class: 'detail-steps' })
  const root = element(
    'div',
    { class: 'order-detail', hidden: true },
    element(
      'header',
      { class: 'detail-head' },
      element('button', { class: 'icon-button', 'aria-label': 'Back to all orders', click: back }, icon('back')),
      title,
    ),
    element(
      'div',
      { class: 'detail-body' },
      standing,
      eta,
      acts,
      element('h4', {}, 'Who could bring it'),
      why,
      check.root,
      element('h4', {}, 'What happened'),
      steps,
      facts,
    ),
  )
  const act = (label: string, what: string, run: (order: string) => Promise<unknown>, style = ''): HTMLElement =>
    element(
      'button',
      {
        class: `button small ${style}`,
        click: () => (id === undefined ? undefined : void run(id).catch(refused(what))),
      },
      label,
    )
  const send = (courier: string): void => {
    if (id !== undefined) dispatch.assign(id, courier).catch(refused('This courier cannot be sent'))
  }
  const drawActs = (order: OrderView): void => {
    const free = isAssignable(order)
    const buttons: HTMLElement[] = []
    if (free && order.courier === null)
      buttons.push(element('button', { class: 'button small act', click: () => send(me) }, 'Send my courier'))
    if (free && order.courier !== null)
      buttons.push(act('Take it away', 'This cannot be taken away', (of) => dispatch.unassign(of)))
    if (!isOver(order))
      buttons.push(act('Cancel', 'This cannot be cancelled', (of) => dispatch.cancel(of, 'by the dispatcher')))
    else buttons.push(act('Refund', 'This cannot be refunded', (of) => dispatch.refund(of, 'by the dispatcher')))
    acts.replaceChildren(...buttons)
  }
  const drawWhy = (order: OrderView): void => {
    const free = isAssignable(order) && order.courier === null
    why.replaceChildren(
      drawCandidates(candidates, { send: free ? send : undefined, point: ({ place }) => point(place) }),
    )
  }
  const draw = (): void => {
    const order = orderOf(dispatch, id)
    show(root, id !== undefined)
    if (order === undefined) return
    const now = dispatch.now()
    say(title, order.restaurant.name)
    say(standing, `${shortId(order.id)} ${standingOf(order)}${offerWords(order, now)}`)
    say(eta, etaWords(order, now))
    eta.classList.toggle('late', !isOver(order) && isLate(order, now))
    const version = `${order.id} ${order.n}`
    if (version === drawn) return
    drawn = version
    drawActs(order)
    drawWhy(order)
    check.changed(order)
    steps.replaceChildren(...order.steps.map(({ type, at, by, note }) => drawStep(type, at, by, note)))
    facts.replaceChildren(...drawFacts(order))
  }
  const ask = (): void => {
    const asked = id
    const order = orderOf(dispatch, asked)
    if (asked === undefined || order === undefined || (isOver(order) && candidates.length > 0)) return
    weighed(order).then(
      (found) => {
        if (asked !== id || found.length === 0) return
        candidates = found
        drawWhy(order)
      },
      // Asked again soon.
      () => undefined,
    )
  }
  /** Who is on the way is not weighed any more: then as it was decided. */
  const weighed = async (order: OrderView): Promise<readonly Candidate[]> => {
    const now = isOver(order) ? [] : (await dispatch.why(order.id)).candidates
    if (now.length > 0 || candidates.length > 0) return now
    const { rows } = await dispatch.decisions(order.id)
    return rows[0]?.candidates ?? []
  }
  const ends = [dispatch.on('orders', draw)]
  const timers = [window.setInterval(draw, TICK_MS), window.setInterval(ask, WHY_MS)]
  return {
    root,
    show(order) {
      id = order
      candidates = []
      drawn = ''
      check.show(order)
      draw()
      ask()
    },
    close() {
      for (const timer of timers) window.clearInterval(timer)
      for (const end of ends) end()
    },
  }
}

/** An offer lasts so long, if nobody answers it. */
const offerWords = (order: OrderView, now: number): string => {
  const asked = order.steps.findLast(({ type }) => type === 'offered')
  if (order.assignment !== 'offered' || asked === undefined) return ''
  const leftS = Math.ceil((asked.at + DELIVERY.offerMs - now) / 1_000)
  return leftS > 0 ? `, ${leftS} s to answer` : ''
}

const etaWords = (order: OrderView, now: number): string => {
  if (order.state === 'delivered') {
    const at = order.steps.at(-1)?.at ?? order.placedMs
    return `At the door after ${Math.round((at - order.placedMs) / 60_000)} min`
  }
  if (order.state === 'cancelled') return ''
  const promised = `promised for ${timeOf(order.promisedMs)}`
  return order.eta === null ? capital(promised) : `At the door in ${etaOf(order.eta, now)}, ${promised}`
}

const drawStep = (type: string, at: number, by: string, note: string | undefined): HTMLElement =>
  element(
    'li',
    {},
    element('time', {}, timeOf(at)),
    element('span', {}, stepWord(type)),
    element('small', {}, note === undefined || note === '' ? by : `${by}: ${note}`),
  )

const drawFacts = (order: OrderView): HTMLElement[] => {
  const facts: HTMLElement[] = []
  const fact = (what: string, text: string): void => {
    facts.push(element('p', {}, element('small', {}, what), text))
  }
  if (order.courier !== null) fact('Courier', `${order.courier.name}, ${order.courier.vehicle}`)
  if (order.drop !== null) fact('Door', order.drop.address)
  if (order.lines.length > 0) fact('Order', order.lines.map(({ pieces, name }) => `${pieces} × ${name}`).join(', '))
  if (order.amounts !== null) fact('Total', moneyOf(order.amounts.total, order.currency))
  return facts
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

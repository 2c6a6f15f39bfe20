/** How an order's courier was chosen, and whether the same is chosen again from what was known then. */
import type { DecidedAgain, Decision, Dispatch, OrderView } from '@tutti/client/delivery'
import { element, show } from '../../shell/dom.ts'
import { refused } from '../../shell/refused.ts'
import { countOf, timeOf } from '../../shell/words.ts'

export interface Decided {
  readonly root: HTMLElement
  show(order: string | undefined): void
  /** Something happened to the order that is shown: somebody may have been asked. */
  changed(order: OrderView): void
}

const POLICY = { batched: 'all together', nearest: 'nearest first' } as const

export const makeDecided = (dispatch: Dispatch): Decided => {
  let id: string | undefined
  let offers = -1
  const rows = element('ul', { class: 'decided' })
  const root = element(
    'div',
    { hidden: true },
    element('h4', {}, 'How it was decided'),
    rows,
    element(
      'p',
      { class: 'quiet' },
      'Each round is kept for seven days with all that it knew, and can be decided again.',
    ),
  )
  const read = async (order: string): Promise<void> => {
    const { rows: decisions } = await dispatch.decisions(order)
    if (order !== id) return
    rows.replaceChildren(...decisions.map((decision) => drawDecision(dispatch, decision)))
    show(root, decisions.length > 0)
  }
  return {
    root,
    show(order) {
      id = order
      offers = -1
      rows.replaceChildren()
      show(root, false)
    },
    changed({ id: order, steps }) {
      const made = steps.filter(({ type }) => type === 'offered').length
      if (order !== id || made === offers) return
      offers = made
      // Asked again with the next offer.
      read(order).catch(() => undefined)
    },
  }
}

const drawDecision = (dispatch: Dispatch, decision: Decision): HTMLElement => {
  const { at, policy, candidates } = decision
  const outcome = element('span', { class: 'decided-outcome', role: 'status' })
  const button = element('button', { class: 'button small' }, 'Decide again')
  button.addEventListener('click', () => {
    button.disabled = true
    dispatch
      .decidedAgain(decision)
      .then((again) => {
        outcome.replaceChildren(...wordsOf(again))
        button.remove()
      }, refused('It could not be decided again'))
      .finally(() => (button.disabled = false))
  })
  return element(
    'li',
    {},
    element('time', {}, timeOf(at)),
    element('span', {}, `${POLICY[policy]}, ${countOf(candidates.length, 'courier')} weighed`),
    button,
    outcome,
  )
}

const wordsOf = (again: DecidedAgain | null): (HTMLElement | string)[] => {
  if (again === null) return ['This round is not kept any more.']
  if (again.same === null) return ['This round was kept by an older version, which cannot be read.']
  const of = `${countOf(again.orders, 'order')} in the round, ${countOf(again.asked.length, 'courier')} asked`
  return again.same
    ? [element('b', { class: 'same' }, 'The same again'), ` (${of})`]
    : [element('b', { class: 'other' }, 'Something else came of it'), ` (${of})`]
}

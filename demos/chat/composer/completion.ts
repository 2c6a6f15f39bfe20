/** Completes names after `@` and emoji after `:` in a field. */
import { element, show } from '../../shell/dom.ts'
import { avatar } from '../../shell/avatar.ts'
import { findEmoji } from '../../shell/overlay/emoji.ts'
import { tokenBefore } from './mentions.ts'
import type { Token } from './mentions.ts'

export interface Candidate {
  readonly id: string
  readonly name: string
}

export interface Completion {
  readonly root: HTMLElement
  readonly isOpen: boolean
  /** True: the key was the list's. */
  key(event: KeyboardEvent): boolean
  look(): void
  close(): void
}

interface Offer {
  readonly label: string
  readonly sign: Node
  readonly text: string
  readonly picked: () => void
}

const MOST = 8
let lists = 0

export const makeCompletion = (
  field: HTMLTextAreaElement,
  people: (prefix: string) => Promise<readonly Candidate[]>,
  picked: (who: Candidate) => void,
): Completion => {
  const id = `completion-${++lists}`
  const root = element('div', { class: 'completion', role: 'listbox', id, 'aria-label': 'Suggestions', hidden: true })
  let offers: readonly Offer[] = []
  let at = 0
  let token: Token | undefined
  let asked = 0
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', id)

  const close = (): void => {
    asked++
    offers = []
    show(root, false)
    field.removeAttribute('aria-activedescendant')
  }
  const mark = (to: number): void => {
    at = (to + offers.length) % offers.length
    for (const [i, node] of [...root.children].entries()) node.setAttribute('aria-selected', String(i === at))
    root.children[at]?.scrollIntoView({ block: 'nearest' })
    field.setAttribute('aria-activedescendant', `${id}-${at}`)
  }
  const take = (offer: Offer | undefined): void => {
    if (offer === undefined || token === undefined) return
    offer.picked()
    field.setRangeText(`${offer.text} `, token.from, field.selectionStart, 'end')
    close()
    field.focus()
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const draw = (next: readonly Offer[]): void => {
    offers = next.slice(0, MOST)
    if (offers.length === 0) return close()
    root.replaceChildren(
      ...offers.map((offer, i) => {
        const row = element('div', { class: 'offer', role: 'option', id: `${id}-${i}` }, offer.sign, offer.label)
        // Before the field loses its focus.
        row.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          take(offer)
        })
        return row
      }),
    )
    show(root, true)
    mark(0)
  }
  const look = (): void => {
    token = tokenBefore(field.value, field.selectionStart)
    const mine = ++asked
    if (token === undefined) return close()
    const { sign, word } = token
    if (sign === ':') return draw(findEmoji(word, MOST).map(emojiOffer))
    void people(word).then((found) => {
      if (mine === asked) draw(found.map((who) => personOffer(who, picked)))
    }, close)
  }
  field.addEventListener('blur', close)
  return {
    root,
    get isOpen() {
      return !root.hidden
    },
    look,
    close,
    key(event) {
      if (root.hidden) return false
      if (event.key === 'ArrowDown') mark(at + 1)
      else if (event.key === 'ArrowUp') mark(at - 1)
      else if (event.key === 'Enter' || event.key === 'Tab') take(offers[at])
      else if (event.key === 'Escape') close()
      else return false
      event.preventDefault()
      event.stopPropagation()
      return true
    },
  }
}

const emojiOffer = ({ sign, name }: { sign: string; name: string }): Offer => ({
  label: `:${name}:`,
  sign: element('span', { class: 'offer-sign', 'aria-hidden': 'true' }, sign),
  text: sign,
  picked: () => undefined,
})

const personOffer = (who: Candidate, picked: (who: Candidate) => void): Offer => ({
  label: who.name,
  sign: avatar(who.id, who.name.replace(/^@/, ''), 'small'),
  text: who.id.startsWith('@') ? who.id : `@${who.name}`,
  picked: () => {
    if (!who.id.startsWith('@')) picked(who)
  },
})

/** The kill feed: the last few, newest below, each for some seconds. */
import { element } from '../../shell/dom.ts'
import type { Player } from '../facts.ts'

const KEEP = 5
const LASTS_MS = 7_000

export interface Feed {
  readonly root: HTMLElement
  add(victim: Player, by: Player | undefined, weapon: string): void
  clear(): void
}

export const makeFeed = (): Feed => {
  const root = element('ol', { class: 'feed', 'aria-label': 'Eliminations' })
  return {
    root,
    add(victim, by, weapon) {
      const line = element('li', {}, ...sentence(victim, by, weapon))
      if (victim.mine || by?.mine === true) line.classList.add('mine')
      root.append(line)
      while (root.childElementCount > KEEP) root.firstElementChild?.remove()
      window.setTimeout(() => line.remove(), LASTS_MS)
    },
    clear() {
      root.replaceChildren()
    },
  }
}

const sentence = (victim: Player, by: Player | undefined, weapon: string): (Node | string)[] => {
  const whom = element('b', {}, victim.mine ? 'you' : victim.name)
  if (by === undefined) {
    if (weapon === 'left') return [who(victim), ' left']
    return [who(victim), victim.mine ? ' were caught by the ring' : ' was caught by the ring']
  }
  if (by.slot === victim.slot) return [who(victim), victim.mine ? ' blew yourself up' : ' blew themselves up']
  return [who(by), weapon === 'launcher' ? ' blew up ' : ' shot ', whom]
}

const who = (player: Player): HTMLElement => element('b', {}, player.mine ? 'You' : player.name)

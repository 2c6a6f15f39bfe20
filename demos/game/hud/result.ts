/** How the match ended, and when the next begins. */
import { element, say, show } from '../../shell/dom.ts'
import type { Placed, Player } from '../facts.ts'
import { ordinal } from './clock.ts'
import type { Part } from './vitals.ts'

const SHOWN = 8

export interface Result extends Part {
  set(winner: Player | undefined, standings: readonly Placed[], mySlot: number): void
}

export const makeResult = (): Result => {
  const title = element('h2')
  const detail = element('p')
  const rows = element('tbody')
  const next = element('p', { class: 'quiet' })
  const head = ['Place', 'Player', 'Kills', 'Damage'].map((word) =>
    element('th', word === 'Player' ? {} : { class: 'number' }, word),
  )
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...head)), rows)
  const root = element('section', { class: 'result', hidden: true, role: 'dialog', 'aria-label': 'Result' })
  root.append(title, detail, table, next)
  let known = false
  return {
    root,
    set(winner, standings, mySlot) {
      known = true
      const mine = standings.find((entry) => entry.slot === mySlot)
      say(title, winner === undefined ? 'Nobody won' : winner.mine ? 'You won' : `${winner.name} won`)
      say(detail, mine === undefined ? 'You were watching.' : summary(mine, standings.length))
      const top = standings.slice(0, SHOWN)
      if (mine !== undefined && !top.includes(mine)) top[SHOWN - 1] = mine
      rows.replaceChildren(...top.map((entry) => row(entry, entry.slot === mySlot)))
    },
    update(facts) {
      if (facts.phase !== 'ended' && facts.phase !== 'waiting') known = false
      show(root, known)
      const seconds = Math.ceil((facts.phaseLeftMs ?? 0) / 1000)
      say(next, seconds > 0 ? `Next match in ${seconds} s` : 'Next match in a moment')
    },
  }
}

const summary = (mine: Placed, players: number): string => {
  const kills = mine.kills === 1 ? '1 elimination' : `${mine.kills} eliminations`
  return `You came ${ordinal(mine.place)} of ${players}, with ${kills}.`
}

const row = (entry: Placed, mine: boolean): HTMLElement =>
  element(
    'tr',
    mine ? { class: 'mine' } : {},
    element('td', { class: 'number' }, String(entry.place)),
    element('td', {}, entry.name, ...(entry.bot ? [element('small', {}, 'bot')] : [])),
    element('td', { class: 'number' }, String(entry.kills)),
    element('td', { class: 'number' }, String(entry.damage)),
  )

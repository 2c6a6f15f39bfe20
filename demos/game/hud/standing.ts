/** How the match stands, top left: who is left, the ring, what I did. */
import { element, say, show } from '../../shell/dom.ts'
import { clock } from './clock.ts'
import type { Part } from './vitals.ts'

export const makeStanding = (): Part => {
  const alive = element('strong')
  const ring = element('strong')
  const ringLabel = element('span', { class: 'meter-label' }, 'Ring')
  const kills = element('strong')
  const left = element('strong')
  const ringBox = cell(ringLabel, ring)
  const killBox = cell(element('span', { class: 'meter-label' }, 'Kills'), kills)
  const leftBox = cell(element('span', { class: 'meter-label' }, 'Time'), left)
  const root = element(
    'section',
    { class: 'hud-card standing', 'aria-label': 'The match' },
    cell(element('span', { class: 'meter-label' }, 'Alive'), alive),
    killBox,
    leftBox,
    ringBox,
  )
  return {
    root,
    update(facts) {
      const playing = facts.phase === 'playing'
      say(alive, String(facts.alive))
      say(kills, String(facts.kills))
      show(killBox, facts.standing !== 'watching')
      show(leftBox, playing && facts.phaseLeftMs !== undefined)
      if (facts.phaseLeftMs !== undefined) say(left, clock(facts.phaseLeftMs))
      show(ringBox, playing && facts.ring !== undefined)
      if (facts.ring !== undefined) {
        say(ringLabel, facts.ring.closing ? 'Ring closing' : 'Ring closes in')
        say(ring, clock(facts.ring.leftMs))
      }
      ringBox.dataset['hot'] = String(facts.burning)
    },
  }
}

const cell = (label: HTMLElement, value: HTMLElement): HTMLElement => element('div', { class: 'cell' }, label, value)

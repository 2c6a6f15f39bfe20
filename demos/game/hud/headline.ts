/** The line at the top of the picture: what is going on, and what happens next. */
import { element, say, show } from '../../shell/dom.ts'
import type { Facts } from '../facts.ts'
import { ordinal } from './clock.ts'
import type { Part } from './vitals.ts'

export const makeHeadline = (): Part => {
  const title = element('strong', { class: 'headline-title' })
  const detail = element('span', { class: 'headline-detail' })
  const root = element('div', { class: 'headline', role: 'status', 'aria-live': 'polite' }, title, detail)
  return {
    root,
    update(facts) {
      const [big, small] = words(facts)
      show(root, big !== '')
      say(title, big)
      say(detail, small)
      show(detail, small !== '')
      root.dataset['tone'] = facts.burning ? 'stop' : facts.phase === 'countdown' ? 'accent' : ''
    },
  }
}

const words = (facts: Facts): readonly [string, string] => {
  const seconds = facts.phaseLeftMs === undefined ? undefined : Math.max(0, Math.ceil(facts.phaseLeftMs / 1000))
  switch (facts.phase) {
    case 'waiting':
      return ['Waiting for one more player', 'Share the link, or wait a moment: bots fill the match.']
    case 'countdown':
      return [seconds === undefined ? 'Get ready' : `Starts in ${seconds}`, 'Look around. Last one standing wins.']
    case 'ended':
      return ['', '']
    case 'playing':
      return playing(facts)
    default:
      return facts.phase satisfies never
  }
}

const playing = (facts: Facts): readonly [string, string] => {
  if (facts.standing === 'alive')
    return facts.burning ? ['Outside the ring', 'Run to the light side of the red line.'] : ['', '']
  const watching = facts.watched === undefined ? '' : `Watching ${facts.watched}.`
  if (facts.respawnLeftMs > 0) return ['You are down', `Back in ${Math.ceil(facts.respawnLeftMs / 1000)} s.`]
  if (facts.standing === 'down') {
    const place = facts.place > 0 ? `You came ${ordinal(facts.place)}` : 'You are out'
    return [place, `${watching} The next match starts by itself.`.trim()]
  }
  return ['A match is on', `${watching} You are in the next one.`.trim()]
}

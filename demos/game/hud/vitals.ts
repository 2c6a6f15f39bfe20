/** My health, armour, ammunition and what is ready again when. */
import { element, say, show } from '../../shell/dom.ts'
import type { Facts } from '../facts.ts'

export interface Part {
  readonly root: HTMLElement
  update(facts: Facts): void
}

export const makeVitals = (): Part => {
  const health = meter('Health', 'calm')
  const armour = meter('Armour', 'sky')
  const root = element('section', { class: 'hud-card vitals', 'aria-label': 'Health' }, health.root, armour.root)
  return {
    root,
    update(facts) {
      show(root, facts.standing === 'alive')
      health.set(facts.health)
      health.root.dataset['tone'] = facts.health > 50 ? 'calm' : facts.health > 25 ? 'warn' : 'stop'
      armour.set(facts.armour)
    },
  }
}

const meter = (label: string, tone: string): { root: HTMLElement; set(value: number): void } => {
  const fill = element('span', { class: 'meter-fill' })
  const value = element('span', { class: 'meter-value' })
  const root = element(
    'div',
    { class: 'meter', 'data-tone': tone },
    element('span', { class: 'meter-label' }, label),
    element('span', { class: 'meter-track' }, fill),
    value,
  )
  return {
    root,
    set(number) {
      fill.style.transform = `scaleX(${Math.max(0, Math.min(1, number / 100))})`
      say(value, String(Math.ceil(number)))
    },
  }
}

export const makeArms = (): Part => {
  const magazine = element('strong')
  const reserve = element('span', { class: 'quiet' })
  const rifle = gauge('Rifle', magazine, reserve)
  const rockets = element('strong')
  const launcher = gauge('Rockets', rockets)
  const dashWord = element('strong')
  const dash = gauge('Dash', dashWord)
  const root = element(
    'section',
    { class: 'hud-card arms', 'aria-label': 'Weapons' },
    rifle.root,
    launcher.root,
    dash.root,
  )
  return {
    root,
    update(facts) {
      show(root, facts.standing === 'alive')
      say(magazine, facts.reload > 0 ? '··' : String(facts.magazine))
      say(reserve, `/ ${facts.reserve}`)
      rifle.set(facts.reload > 0 ? 1 - facts.reload : facts.magazine / 24)
      rifle.root.dataset['low'] = String(facts.magazine <= 5)
      say(rockets, String(facts.rockets))
      launcher.set(facts.rockets === 0 ? 0 : 1 - facts.rocketWait)
      launcher.root.dataset['low'] = String(facts.rockets === 0)
      say(dashWord, facts.dashWait > 0 ? '…' : 'ready')
      dash.set(1 - facts.dashWait)
    },
  }
}

const gauge = (label: string, ...words: readonly HTMLElement[]): { root: HTMLElement; set(share: number): void } => {
  const fill = element('span', { class: 'meter-fill' })
  const root = element(
    'div',
    { class: 'gauge' },
    element('span', { class: 'meter-label' }, label),
    element('span', { class: 'gauge-words' }, ...words),
    element('span', { class: 'meter-track thin' }, fill),
  )
  return {
    root,
    set(share) {
      fill.style.transform = `scaleX(${Math.max(0, Math.min(1, share))})`
    },
  }
}

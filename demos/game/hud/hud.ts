/** Puts the words and bars around the picture, and keeps them true ten times a second. */
import { element } from '../../shell/dom.ts'
import type { Facts } from '../facts.ts'
import { makeFeed } from './feed.ts'
import type { Feed } from './feed.ts'
import { makeHeadline } from './headline.ts'
import { makeResult } from './result.ts'
import type { Result } from './result.ts'
import { makeScoreboard } from './scoreboard.ts'
import type { Scoreboard } from './scoreboard.ts'
import { makeStanding } from './standing.ts'
import { makeArms, makeVitals } from './vitals.ts'

const PERIOD_MS = 100

export interface Hud {
  readonly minimap: HTMLCanvasElement
  readonly feed: Feed
  readonly result: Result
  readonly scoreboard: Scoreboard
  /** True when it was time to look again. */
  update(facts: Facts, nowMs: number): boolean
}

export const makeHud = (parent: HTMLElement): Hud => {
  const minimap = element('canvas', { class: 'minimap', 'aria-label': 'Map' })
  const feed = makeFeed()
  const scoreboard = makeScoreboard()
  const result = makeResult()
  const vitals = makeVitals()
  const arms = makeArms()
  const standing = makeStanding()
  const headline = makeHeadline()
  parent.append(
    element('div', { class: 'hud-top-left' }, standing.root, scoreboard.button),
    element('div', { class: 'hud-top' }, headline.root),
    element('div', { class: 'hud-top-right' }, minimap, feed.root),
    element('div', { class: 'hud-bottom' }, vitals.root, arms.root),
    scoreboard.root,
    result.root,
  )
  const parts = [vitals, arms, standing, headline, result]
  let updatedMs = 0
  return {
    minimap,
    feed,
    result,
    scoreboard,
    update(facts, nowMs) {
      if (nowMs - updatedMs < PERIOD_MS) return false
      updatedMs = nowMs
      for (const part of parts) part.update(facts)
      return true
    },
  }
}

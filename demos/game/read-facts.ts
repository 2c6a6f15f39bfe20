/** What the HUD says, read off the game helper. */
import type { GameClient } from '@tutti/client/game'
import { DASH_WAIT_TICKS, LAUNCHER, NOBODY, RIFLE, STATUS, TICK_HZ, UNITS_PER_METRE } from '../../shared/game/rules.ts'
import type { Facts } from './facts.ts'
import type { Players } from './players.ts'

const MS = 1000 / TICK_HZ

export const newFacts = (room: string): Facts => ({
  room,
  phase: 'waiting',
  phaseLeftMs: undefined,
  match: 0,
  standing: 'watching',
  health: 0,
  armour: 0,
  magazine: 0,
  reserve: 0,
  rockets: 0,
  reload: 0,
  rocketWait: 0,
  dashWait: 0,
  kills: 0,
  place: 0,
  alive: 0,
  watched: undefined,
  respawnLeftMs: 0,
  ring: undefined,
  burning: false,
})

/** @param circle the ring now: x, y and radius in units */
export const readFacts = (facts: Facts, game: GameClient, players: Players, circle: readonly number[]): void => {
  const { view, body, bodyIndex: i } = game
  const { status, eye } = view.facts
  facts.phase = view.phase
  facts.phaseLeftMs = view.phaseEnds === 0 ? undefined : Math.max(0, (view.phaseEnds - game.tick) * MS)
  facts.match = view.match
  facts.standing = status === STATUS.ALIVE ? 'alive' : status === STATUS.DOWN ? 'down' : 'watching'
  facts.health = view.facts.health
  facts.armour = view.facts.armour
  facts.magazine = body.magazine[i] ?? 0
  facts.reserve = body.reserve[i] ?? 0
  facts.rockets = body.rockets[i] ?? 0
  facts.reload = (body.reload[i] ?? 0) / RIFLE.reloadTicks
  facts.rocketWait = (body.rocketWait[i] ?? 0) / LAUNCHER.waitTicks
  facts.dashWait = (body.dashWait[i] ?? 0) / DASH_WAIT_TICKS
  facts.kills = view.facts.kills
  facts.place = view.facts.place
  facts.alive = view.alive
  facts.watched = eye === NOBODY || eye === game.slot ? undefined : players.get(eye)?.name
  facts.respawnLeftMs = status === STATUS.DOWN ? view.facts.respawn * MS : 0
  facts.ring = ringFact(game)
  facts.burning = facts.standing === 'alive' && view.phase === 'playing' && view.ring.ends > 0 && outside(game, circle)
}

const ringFact = (game: GameClient): Facts['ring'] => {
  const { ring } = game.view
  if (ring.ends === 0 || game.tick >= ring.ends) return undefined
  const closing = game.tick >= ring.starts
  return { closing, leftMs: ((closing ? ring.ends : ring.starts) - game.tick) * MS }
}

const outside = (game: GameClient, circle: readonly number[]): boolean => {
  const [x = 0, y = 0, radius = 0] = circle
  const dx = game.own.x * UNITS_PER_METRE - x
  const dy = game.own.y * UNITS_PER_METRE - y
  return dx * dx + dy * dy > radius * radius
}

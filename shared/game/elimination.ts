/** How a player goes out of the fight, and through whose eyes it sees the rest. */
import { HAPPENING } from './happenings.ts'
import { NOBODY, PLAYERS, RESPAWN_TICKS, STATUS } from './rules.ts'
import type { World } from './world.ts'

/** Takes a player out of the fight; in a sandbox only for a while. */
export const eliminate = (world: World, victim: number, by: number, weapon: number): void => {
  world.status[victim] = STATUS.DOWN
  world.place[victim] = world.alive
  world.alive--
  world.revision++
  if (by !== NOBODY && by !== victim) world.kills[by]!++
  world.happenings.add(HAPPENING.DOWN, victim, by, weapon)
  if (world.settings.mode === 'sandbox') world.respawn[victim] = RESPAWN_TICKS
  for (let slot = 0; slot < PLAYERS; slot++) if (world.eye[slot] === victim) watch(world, slot, by)
}

/** Who is out looks through the eyes of who put it out, or of the next one who is in. */
export const watch = (world: World, slot: number, by: number): void => {
  if (world.settings.mode === 'sandbox') return
  let eye = by
  for (let i = 0; i < PLAYERS && (eye === NOBODY || world.status[eye] !== STATUS.ALIVE); i++) eye = (slot + i) % PLAYERS
  if (world.status[eye] === STATUS.ALIVE) world.eye[slot] = eye
}

/** Which game a room's name asks for. */
import type { Mode } from '../../../shared/game/world.ts'

export interface Setup {
  readonly mode: Mode
  /** Metres; 0: as the number of players wants it. */
  readonly side: number
  /** Bots join until there are so many players. */
  readonly fillTo: number
}

/** A match for whoever comes: one newcomer finds eleven bots. */
const MATCH: Setup = { mode: 'match', side: 0, fillTo: 12 }
/** For measuring: never ends, nobody stays out, no bots of the room's own. About 25 of 100 in view; and all of them. */
const SPREAD: Setup = { mode: 'sandbox', side: 200, fillTo: 0 }
const CROWD: Setup = { mode: 'sandbox', side: 40, fillTo: 0 }

/** `load-crowd…` and `load-…` are for measuring, every other name is a match. */
export const setupOf = (room: string): Setup => {
  if (room.startsWith('load-crowd')) return CROWD
  return room.startsWith('load-') ? SPREAD : MATCH
}

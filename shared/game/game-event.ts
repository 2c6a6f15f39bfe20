/** What happened in the arena, one by one, as a client wants to hear it. */
import { HAPPENING } from './happenings.ts'
import type { Happenings } from './happenings.ts'
import { WEAPONS } from './rules.ts'
import type { Weapon } from './rules.ts'

export type GameEvent =
  /** `distance` in metres. `seq` is the low byte of the command's. */
  | { type: 'shot'; shooter: number; seq: number; yaw: number; distance: number }
  | { type: 'hit'; shooter: number; seq: number; victim: number }
  | { type: 'launch'; shooter: number; seq: number; projectile: number }
  /** In 1/32 m. */
  | { type: 'boom'; projectile: number; x: number; y: number }
  /** Told to these two only. `by` NOBODY: the ring. */
  | { type: 'hurt'; victim: number; by: number; damage: number }
  | { type: 'down'; victim: number; by: number; weapon: Weapon }
  | { type: 'took'; slot: number; pickup: number }

export const eventAt = (list: Happenings, i: number): GameEvent => {
  const { type, a, b, c, x, y } = list
  switch (type[i]) {
    case HAPPENING.SHOT:
      return { type: 'shot', shooter: a[i]!, seq: b[i]!, yaw: x[i]!, distance: c[i]! / 4 }
    case HAPPENING.HIT:
      return { type: 'hit', shooter: a[i]!, seq: b[i]!, victim: c[i]! }
    case HAPPENING.LAUNCH:
      return { type: 'launch', shooter: a[i]!, seq: b[i]!, projectile: c[i]! }
    case HAPPENING.BOOM:
      return { type: 'boom', projectile: a[i]!, x: x[i]!, y: y[i]! }
    case HAPPENING.HURT:
      return { type: 'hurt', victim: a[i]!, by: b[i]!, damage: c[i]! }
    case HAPPENING.DOWN:
      return { type: 'down', victim: a[i]!, by: b[i]!, weapon: WEAPONS[c[i]!] ?? 'ring' }
    default:
      return { type: 'took', slot: a[i]!, pickup: b[i]! }
  }
}

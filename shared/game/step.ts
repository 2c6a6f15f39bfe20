/** One command of one player: the function that the server runs and the client predicts with. Integers only. */
import { collide } from './arena.ts'
import type { Arena } from './arena.ts'
import type { Bodies } from './bodies.ts'
import { ACTION, BUTTON, DASH_SPEED, DASH_TICKS, DASH_WAIT_TICKS, LAUNCHER, RIFLE, SPEED } from './rules.ts'
import { SINE_ONE, cosine, sine } from './trigonometry.ts'

const at = new Int32Array(2)

/**
 * Moves body `i` on by 1/60 s and works its weapons. Nothing but this and the arena decides where a player is.
 * @param dir 256 = a turn; counts only with BUTTON.MOVE
 * @param yaw 65536 = a turn
 * @returns ACTION bits: what the command did, for the server to judge and the client to show at once
 */
export const step = (bodies: Bodies, i: number, buttons: number, dir: number, yaw: number, arena: Arena): number => {
  bodies.yaw[i] = yaw
  let actions = 0
  const moves = (buttons & BUTTON.MOVE) !== 0
  if (bodies.dashWait[i]! > 0) bodies.dashWait[i]!--
  else if (moves && (buttons & BUTTON.DASH) !== 0) {
    bodies.dash[i] = DASH_TICKS
    bodies.dashDir[i] = dir
    bodies.dashWait[i] = DASH_WAIT_TICKS
    actions = ACTION.DASHED
  }
  if (bodies.dash[i]! > 0) {
    bodies.dash[i]!--
    move(bodies, i, bodies.dashDir[i]!, DASH_SPEED, arena)
  } else if (moves) move(bodies, i, dir, SPEED, arena)
  return actions | rifle(bodies, i, buttons) | launcher(bodies, i, buttons)
}

const move = (bodies: Bodies, i: number, dir: number, speed: number, arena: Arena): void => {
  const angle = dir << 8
  at[0] = bodies.x[i]! + Math.trunc((cosine(angle) * speed) / SINE_ONE)
  at[1] = bodies.y[i]! + Math.trunc((sine(angle) * speed) / SINE_ONE)
  collide(arena, at)
  bodies.x[i] = at[0]
  bodies.y[i] = at[1]
}

const rifle = (bodies: Bodies, i: number, buttons: number): number => {
  if (bodies.rifleWait[i]! > 0) bodies.rifleWait[i]!--
  if (bodies.reload[i]! > 0) {
    if (--bodies.reload[i]! === 0) {
      const taken = Math.min(RIFLE.magazine - bodies.magazine[i]!, bodies.reserve[i]!)
      bodies.magazine[i]! += taken
      bodies.reserve[i]! -= taken
    }
    return 0
  }
  const empty = bodies.magazine[i] === 0
  const asked = (buttons & BUTTON.RELOAD) !== 0 && bodies.magazine[i]! < RIFLE.magazine
  if ((empty || asked) && bodies.reserve[i]! > 0) {
    bodies.reload[i] = RIFLE.reloadTicks
    return ACTION.RELOADED
  }
  if ((buttons & BUTTON.FIRE) === 0 || empty || bodies.rifleWait[i]! > 0) return 0
  bodies.magazine[i]!--
  bodies.rifleWait[i] = RIFLE.waitTicks
  return ACTION.FIRED
}

const launcher = (bodies: Bodies, i: number, buttons: number): number => {
  if (bodies.rocketWait[i]! > 0) bodies.rocketWait[i]!--
  if ((buttons & BUTTON.LAUNCH) === 0 || bodies.rocketWait[i]! > 0 || bodies.rockets[i] === 0) return 0
  bodies.rockets[i]!--
  bodies.rocketWait[i] = LAUNCHER.waitTicks
  return ACTION.LAUNCHED
}

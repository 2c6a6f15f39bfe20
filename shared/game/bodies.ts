/** What a player's own commands move, as a struct of arrays: the part of the world that a client predicts exactly. */
import { LAUNCHER, RIFLE } from './rules.ts'

export class Bodies {
  readonly x: Int32Array
  readonly y: Int32Array
  /** u16; follows the commands, so the two ends never differ on it. */
  readonly yaw: Uint16Array
  /** Commands until the rifle, the launcher and the dash are ready again. */
  readonly rifleWait: Uint8Array
  readonly rocketWait: Uint8Array
  readonly dashWait: Uint8Array
  readonly magazine: Uint8Array
  readonly reserve: Uint8Array
  /** Commands until the magazine is full; 0: not reloading. */
  readonly reload: Uint8Array
  readonly rockets: Uint8Array
  /** Commands that a dash still lasts, and where it goes. */
  readonly dash: Uint8Array
  readonly dashDir: Uint8Array

  constructor(count: number) {
    this.x = new Int32Array(count)
    this.y = new Int32Array(count)
    this.yaw = new Uint16Array(count)
    this.rifleWait = new Uint8Array(count)
    this.rocketWait = new Uint8Array(count)
    this.dashWait = new Uint8Array(count)
    this.magazine = new Uint8Array(count)
    this.reserve = new Uint8Array(count)
    this.reload = new Uint8Array(count)
    this.rockets = new Uint8Array(count)
    this.dash = new Uint8Array(count)
    this.dashDir = new Uint8Array(count)
  }
}

export const copyBody = (from: Bodies, i: number, to: Bodies, j: number): void => {
  to.x[j] = from.x[i]!
  to.y[j] = from.y[i]!
  to.yaw[j] = from.yaw[i]!
  to.rifleWait[j] = from.rifleWait[i]!
  to.rocketWait[j] = from.rocketWait[i]!
  to.dashWait[j] = from.dashWait[i]!
  to.magazine[j] = from.magazine[i]!
  to.reserve[j] = from.reserve[i]!
  to.reload[j] = from.reload[i]!
  to.rockets[j] = from.rockets[i]!
  to.dash[j] = from.dash[i]!
  to.dashDir[j] = from.dashDir[i]!
}

/** Whether a prediction was right to the last bit. Yaw is not compared: it is the client's own. */
export const sameBody = (a: Bodies, i: number, b: Bodies, j: number): boolean =>
  a.x[i] === b.x[j] &&
  a.y[i] === b.y[j] &&
  a.rifleWait[i] === b.rifleWait[j] &&
  a.rocketWait[i] === b.rocketWait[j] &&
  a.dashWait[i] === b.dashWait[j] &&
  a.magazine[i] === b.magazine[j] &&
  a.reserve[i] === b.reserve[j] &&
  a.reload[i] === b.reload[j] &&
  a.rockets[i] === b.rockets[j] &&
  a.dash[i] === b.dash[j] &&
  a.dashDir[i] === b.dashDir[j]

/** A new life, at a place. */
export const equip = (bodies: Bodies, i: number, x: number, y: number): void => {
  bodies.x[i] = x
  bodies.y[i] = y
  bodies.rifleWait[i] = 0
  bodies.rocketWait[i] = 0
  bodies.dashWait[i] = 0
  bodies.magazine[i] = RIFLE.magazine
  bodies.reserve[i] = RIFLE.reserve
  bodies.reload[i] = 0
  bodies.rockets[i] = LAUNCHER.rockets
  bodies.dash[i] = 0
  bodies.dashDir[i] = 0
}

/** Movement and weapons of one player: what prediction relies on. */
import { expect, test } from 'vitest'
import { castRay, isFree, makeArena } from './arena.ts'
import { Bodies, copyBody, equip, sameBody } from './bodies.ts'
import { ACTION, BUTTON, DASH_TICKS, RADIUS, RIFLE, SPEED, metres } from './rules.ts'
import { nextBelow, seedSfc32 } from '../sfc32.ts'
import { step } from './step.ts'
import { angleOf, cosine, isqrt, sine } from './trigonometry.ts'

const seeded = (seed: number): Uint32Array => {
  const random = new Uint32Array(4)
  seedSfc32(random, seed)
  return random
}

/** A place where nothing is near. */
const freeSpot = (arena: ReturnType<typeof makeArena>): [number, number] => {
  for (let x = metres(5); x < arena.size - metres(10); x += metres(1)) {
    for (let y = metres(5); y < arena.size - metres(5); y += metres(1)) {
      const clear = [0, 2048, 4096, 6144].every((_, i) => isFree(arena, x + i * metres(1), y, RADIUS))
      if (clear && castRay(arena, x, y, 0, metres(8)) === metres(8)) return [x, y]
    }
  }
  throw new Error('an arena without a free spot')
}

test('a player walks six metres a second, in any direction alike', () => {
  const arena = makeArena(1, 60)
  const [x, y] = freeSpot(arena)
  const bodies = new Bodies(1)
  equip(bodies, 0, x, y)
  for (let i = 0; i < 30; i++) step(bodies, 0, BUTTON.MOVE, 0, 0, arena)
  expect(bodies.x[0]).toBe(x + 30 * SPEED)
  expect(bodies.y[0]).toBe(y)
})

test('nobody gets into a wall or out of the arena, whatever they press', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const arena = makeArena(seed, 60)
    const random = seeded(seed)
    const bodies = new Bodies(1)
    const [x, y] = freeSpot(arena)
    equip(bodies, 0, x, y)
    let dir = 0
    for (let i = 0; i < 3000; i++) {
      if (nextBelow(random, 20) === 0) dir = nextBelow(random, 256)
      step(bodies, 0, BUTTON.MOVE | (nextBelow(random, 2) * BUTTON.DASH), dir, 0, arena)
      // Rounding may leave it a unit or two (2 mm) inside.
      expect(isFree(arena, bodies.x[0]!, bodies.y[0]!, RADIUS - 4)).toBe(true)
    }
  }
})

test('a dash goes its way to the end and has to be waited for', () => {
  const arena = makeArena(1, 60)
  const [x, y] = freeSpot(arena)
  const bodies = new Bodies(1)
  equip(bodies, 0, x, y)
  expect(step(bodies, 0, BUTTON.MOVE | BUTTON.DASH, 0, 0, arena) & ACTION.DASHED).toBe(ACTION.DASHED)
  for (let i = 1; i < DASH_TICKS; i++) step(bodies, 0, BUTTON.MOVE, 64, 0, arena)
  expect(bodies.x[0]! - x).toBeGreaterThan(DASH_TICKS * SPEED * 2)
  let dashes = 0
  for (let i = 0; i < 100; i++)
    if ((step(bodies, 0, BUTTON.MOVE | BUTTON.DASH, 128, 0, arena) & ACTION.DASHED) !== 0) dashes++
  expect(dashes).toBe(0)
})

test('a held trigger fires at the rifle’s own rate, empties the magazine and reloads', () => {
  const arena = makeArena(1, 60)
  const bodies = new Bodies(1)
  equip(bodies, 0, metres(30), metres(30))
  let shots = 0
  let reloads = 0
  for (let i = 0; i < RIFLE.magazine * RIFLE.waitTicks; i++) {
    const actions = step(bodies, 0, BUTTON.FIRE, 0, 0, arena)
    if ((actions & ACTION.FIRED) !== 0) shots++
    if ((actions & ACTION.RELOADED) !== 0) reloads++
  }
  expect(shots).toBe(RIFLE.magazine)
  for (let i = 0; i < RIFLE.reloadTicks + 2; i++) reloads += (step(bodies, 0, 0, 0, 0, arena) & ACTION.RELOADED) >> 3
  expect(reloads).toBe(1)
  expect(bodies.magazine[0]).toBe(RIFLE.magazine)
  expect(bodies.reserve[0]).toBe(RIFLE.reserve - RIFLE.magazine)
})

test('the same commands from the same body give the same body', () => {
  const arena = makeArena(3, 60)
  const random = seeded(3)
  const bodies = new Bodies(2)
  equip(bodies, 0, metres(20), metres(20))
  copyBody(bodies, 0, bodies, 1)
  for (let i = 0; i < 2000; i++) {
    const [buttons, dir, yaw] = [nextBelow(random, 32), nextBelow(random, 256), nextBelow(random, 65536)]
    step(bodies, 0, buttons, dir, yaw, arena)
    step(bodies, 1, buttons, dir, yaw, arena)
    expect(sameBody(bodies, 0, bodies, 1)).toBe(true)
  }
})

test('integer trigonometry is as good as the real one to a part in ten thousand', () => {
  for (let angle = 0; angle < 65536; angle += 7) {
    expect(Math.abs(sine(angle) / 16384 - Math.sin((angle * Math.PI) / 32768))).toBeLessThan(2e-4)
    const back = angleOf(cosine(angle) * 40, sine(angle) * 40)
    expect(Math.abs(((back - angle) << 16) >> 16)).toBeLessThanOrEqual(2)
  }
  for (const n of [0, 1, 2, 3, 4, 8, 9, 10, 211_600, 2 ** 40 - 1, 2 ** 40]) {
    const root = isqrt(n)
    expect(root * root <= n && (root + 1) * (root + 1) > n).toBe(true)
  }
})

/** Curves made of sums and products alone: Math.sin may differ between engines in its last digit, and a city may not. */

/** sin(2π·turns) by its Taylor series up to the 13th power over a quarter turn: within 1e-9. */
export const sinTurn = (turns: number): number => {
  let t = turns - Math.floor(turns + 0.5)
  if (t > 0.25) t = 0.5 - t
  else if (t < -0.25) t = -0.5 - t
  const a = t * 6.283185307179586
  const q = a * a
  return a * (1 - (q / 6) * (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - (q / 110) * (1 - q / 156))))))
}

export const cosTurn = (turns: number): number => sinTurn(turns + 0.25)

/** Bends the plane a little, and never folds it: straight streets become streets. */
export type Bend = (x: number, y: number) => readonly [x: number, y: number]

/** Three waves each way, of 3 to 6 km: the slopes add up to less than 0.35. */
export const bendOf = (random: () => number): Bend => {
  const waves = Array.from({ length: 6 }, () => {
    const lengthM = 3_000 + 3_000 * random()
    const turn = random()
    return { kx: cosTurn(turn) / lengthM, ky: sinTurn(turn) / lengthM, phase: random(), heightM: lengthM * 0.018 }
  })
  return (x, y) => {
    let outX = x
    let outY = y
    for (let i = 0; i < waves.length; i++) {
      const { kx, ky, phase, heightM } = waves[i]!
      const push = heightM * sinTurn(kx * x + ky * y + phase)
      if (i % 2 === 0) outX += push
      else outY += push
    }
    return [outX, outY]
  }
}

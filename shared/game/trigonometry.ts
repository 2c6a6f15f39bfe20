/** Integer trigonometry: the engines' own sine differs between machines, and a simulation must not. */

/** A quarter of a sine wave in 64 steps, times 16384. */
const QUARTER = [
  0, 402, 804, 1205, 1606, 2006, 2404, 2801, 3196, 3590, 3981, 4370, 4756, 5139, 5520, 5897, 6270, 6639, 7005, 7366,
  7723, 8076, 8423, 8765, 9102, 9434, 9760, 10080, 10394, 10702, 11003, 11297, 11585, 11866, 12140, 12406, 12665, 12916,
  13160, 13395, 13623, 13842, 14053, 14256, 14449, 14635, 14811, 14978, 15137, 15286, 15426, 15557, 15679, 15791, 15893,
  15986, 16069, 16143, 16207, 16261, 16305, 16340, 16364, 16379, 16384,
]

/** Sines and cosines count 1/16384. */
export const SINE_ONE = 16384

const SINE = Int16Array.from({ length: 257 }, (_, i) => {
  const step = i & 63
  const rising = QUARTER[(i & 64) === 0 ? step : 64 - step]!
  return (i & 128) === 0 ? rising : -rising
})

/** Of a u16 angle (65536 = one turn); interpolated, so that a far shot goes where it points. */
export const sine = (angle: number): number => {
  const i = (angle >> 8) & 255
  const low = SINE[i]!
  return low + (((SINE[i + 1]! - low) * (angle & 255)) >> 8)
}

export const cosine = (angle: number): number => sine(angle + 16384)

/** The largest integer whose square is not above n; n below 2^52. */
export const isqrt = (n: number): number => {
  // The language lets engines approximate the root, so it is put right here.
  let root = Math.floor(Math.sqrt(n))
  while (root * root > n) root--
  while ((root + 1) * (root + 1) <= n) root++
  return root
}

/** The u16 angle of a direction, to within 2/65536 of a turn; 0 for no direction. Coordinates below 2^24. */
export const angleOf = (dx: number, dy: number): number => {
  if (dx === 0 && dy === 0) return 0
  // Turn into the first half-quadrant, search there, and turn back.
  const ax = Math.abs(dx)
  const ay = Math.abs(dy)
  const [long, short] = ax >= ay ? [ax, ay] : [ay, ax]
  let low = 0
  let high = 8192
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sine(middle) * long <= cosine(middle) * short) low = middle
    else high = middle
  }
  const octant = ax >= ay ? low : 16384 - low
  const half = dx >= 0 ? octant : 32768 - octant
  return (dy >= 0 ? half : 65536 - half) & 0xffff
}

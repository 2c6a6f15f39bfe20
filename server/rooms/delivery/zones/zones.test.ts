/** The raster of zones agrees with the polygons themselves, wherever the region lies. */
import { expect, test } from 'vitest'
import { seededRandom } from '../../../../shared/random.ts'
import { flatFrame } from '../../../../test/support/fix-stream.ts'
import { ZoneMap } from './zones.ts'
import type { Corner } from './zones.ts'

/** The rule itself, by the winding of a ray over unwrapped metres. */
const holds = (ring: readonly (readonly [number, number])[], x: number, y: number): boolean => {
  let odd = false
  for (const [i, [bx, by]] of ring.entries()) {
    const [ax, ay] = ring[(i + ring.length - 1) % ring.length]!
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd
  }
  return odd
}

test.each([
  ['at the equator', 0, 0],
  ['in Berlin', 52.5, 13.4],
  ['at 64°', 64, -21.9],
  ['across the 180th meridian', -17, 179.99],
  ['and on its other side', 65, -179.98],
])('a raster and the polygons say the same %s', (_, latDeg, lonDeg) => {
  const frame = flatFrame(latDeg, lonDeg)
  const random = seededRandom(`zones ${latDeg}`)
  const zones = new ZoneMap(frame)
  const rings = new Map<string, (readonly [number, number])[]>()
  const put = (id: string) => {
    const [cx, cy, corners] = [(random() - 0.5) * 8_000, (random() - 0.5) * 8_000, 3 + Math.floor(random() * 9)]
    const crossed = random() < 0.3
    const ring: Corner[] = Array.from({ length: corners }, (_0, i) => {
      const angle = ((crossed ? i * 2 : i) / corners) * 2 * Math.PI
      const r = 50 + random() * 2_000
      return { latE7: frame.latE7Of(cy + r * Math.sin(angle)), lonE7: frame.lonE7Of(cx + r * Math.cos(angle)) }
    })
    expect(zones.put(id, ring)).toBe(true)
    rings.set(
      id,
      ring.map(({ latE7, lonE7 }) => [frame.xOf(lonE7), frame.yOf(latE7)] as const),
    )
  }
  for (let n = 0; n < 60; n++) put(`z${n % 40}`)
  for (let n = 0; n < 10; n++) {
    zones.remove(`z${n}`)
    rings.delete(`z${n}`)
  }
  expect(zones.size).toBe(rings.size)
  for (let n = 0; n < 5_000; n++) {
    const [x, y] = [(random() - 0.5) * 12_000, (random() - 0.5) * 12_000]
    const wanted = [...rings].filter(([, ring]) => holds(ring, x, y)).map(([id]) => id)
    expect(zones.at(x, y)).toEqual(wanted.sort())
    expect(zones.inZone('z20', x, y)).toBe(wanted.includes('z20'))
  }
})

test('two zones that share an edge divide the points on it between them', () => {
  const frame = flatFrame(52.5, 13.4)
  const zones = new ZoneMap(frame)
  const corner = (x: number, y: number): Corner => ({ latE7: frame.latE7Of(y), lonE7: frame.lonE7Of(x) })
  const [a, b] = [corner(13, -731), corner(471, 997)]
  zones.put('west', [a, b, corner(-2_000, 400)])
  zones.put('east', [b, a, corner(2_000, 400)])
  const random = seededRandom('edge')
  for (let n = 0; n < 2_000; n++) {
    const share = random()
    const x = frame.xOf(a.lonE7) + share * (frame.xOf(b.lonE7) - frame.xOf(a.lonE7))
    const y = frame.yOf(a.latE7) + share * (frame.yOf(b.latE7) - frame.yOf(a.latE7))
    expect(zones.at(x, y).length).toBe(1)
  }
})

test('what is no area is refused, and what was there stays', () => {
  const frame = flatFrame(0, 0)
  const zones = new ZoneMap(frame)
  const corner = (x: number, y: number): Corner => ({ latE7: frame.latE7Of(y), lonE7: frame.lonE7Of(x) })
  expect(zones.put('a', [corner(0, 0), corner(1_000, 0), corner(0, 1_000)])).toBe(true)
  expect(zones.put('a', [corner(0, 0), corner(1_000, 0)])).toBe(false)
  expect(zones.put('a', [corner(0, 0), corner(3_000_000, 0), corner(0, 3_000_000)])).toBe(false)
  expect(zones.at(100, 100)).toEqual(['a'])
  zones.remove('nobody')
  zones.remove('a')
  expect([zones.at(100, 100), zones.size, zones.inZone('a', 100, 100)]).toEqual([[], 0, false])
})

/** Along a way, corner by corner. */
import { expect, it } from 'vitest'
import { distanceM, localFrame } from '../../../../shared/delivery/geo.ts'
import { Along } from './along.ts'

const frame = localFrame(525_200_000, 134_050_000)
const at = (xM: number, yM: number) => ({ latE7: frame.latE7Of(yM), lonE7: frame.lonE7Of(xM) })

it('goes as far as it is told, round corners, and stops at the end', () => {
  const along = new Along(frame, [at(0, 0), at(100, 0), at(100, 50)])
  expect(along.lengthM).toBeCloseTo(150, 0)
  expect(along.go(40)).toMatchObject({ headingCdeg: 9_000 })
  const turned = along.go(80)
  expect(turned.headingCdeg).toBe(0)
  const { latE7, lonE7 } = turned.place
  expect(distanceM(latE7, lonE7, at(100, 20).latE7, at(100, 20).lonE7)).toBeLessThan(0.5)
  expect(along.ahead()).toHaveLength(2)
  along.go(1_000)
  expect([along.isThere, along.leftM]).toEqual([true, 0])
})

it('stands where it is on a way of no length', () => {
  const along = new Along(frame, [at(5, 5), at(5, 5)])
  expect(along.isThere).toBe(true)
  expect(along.now().place).toEqual(at(5, 5))
})

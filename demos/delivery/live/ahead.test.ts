/** What lies ahead on a way. */
import { expect, it } from 'vitest'
import { localFrame } from '../../../shared/delivery/geo.ts'
import { Ahead } from './ahead.ts'

const frame = localFrame(525_200_000, 134_050_000)
const at = (xM: number, yM: number) => ({ latE7: frame.latE7Of(yM), lonE7: frame.lonE7Of(xM) })

it('begins where one is, and keeps the corners to come', () => {
  const ahead = new Ahead([at(0, 0), at(100, 0), at(100, 100), at(200, 100)])
  expect(ahead.from(at(50, 0), 50)).toEqual([at(50, 0), at(100, 0), at(100, 100), at(200, 100)])
  expect(ahead.from(at(100, 50), 150)).toEqual([at(100, 50), at(100, 100), at(200, 100)])
  expect(ahead.from(at(200, 100), 400)).toEqual([at(200, 100)])
})

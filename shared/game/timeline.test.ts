/** Where others are drawn between snapshots. */
import { expect, test } from 'vitest'
import { SnapshotView } from './snapshot-view.ts'
import { Timeline } from './timeline.ts'

const out = { x: 0, y: 0, yaw: 0 }

/** Tells the timeline of one entity, as a snapshot would. */
const tell = (
  timeline: Timeline,
  view: SnapshotView,
  tick: number,
  x: number,
  lag = 0,
  yaw = 0,
  fresh = false,
): void => {
  view.baseTick = view.tick
  view.tick = tick
  view.x[7] = x
  view.yaw[7] = yaw
  view.lag[7] = lag
  view.fresh.fill(0)
  view.fresh[7] = fresh ? 1 : 0
  view.moved[0] = 7
  view.movedCount = 1
  timeline.push(view)
}

const begin = (): { timeline: Timeline; view: SnapshotView } => ({ timeline: new Timeline(), view: new SnapshotView() })

test('between two samples lies the straight way', () => {
  const { timeline, view } = begin()
  tell(timeline, view, 100, 1000, 0, 250, true)
  tell(timeline, view, 103, 1030, 0, 4)
  expect(timeline.at(7, 101.5, out)).toBe(true)
  expect(out).toEqual({ x: 1015, y: 0, yaw: 255 })
  timeline.at(7, 90, out)
  expect(out.x).toBe(1000)
})

test('commands that came in bunches are drawn at an even pace', () => {
  const { timeline, view } = begin()
  // Ten units a command; snapshots at 3, 5, 8, 10: each finds another number of commands still under way.
  tell(timeline, view, 100, 1000, 0, 0, true)
  tell(timeline, view, 103, 1010, 2)
  tell(timeline, view, 105, 1040, 1)
  tell(timeline, view, 108, 1060, 2)
  tell(timeline, view, 110, 1100, 0)
  for (let tick = 100; tick <= 110; tick += 0.5) {
    timeline.at(7, tick, out)
    expect(out.x).toBeCloseTo(1000 + (tick - 100) * 10, 6)
  }
})

test('who stood for a while sets off when it did, not when it was last heard of', () => {
  const { timeline, view } = begin()
  tell(timeline, view, 100, 1000, 0, 0, true)
  view.movedCount = 0
  view.tick = 400
  tell(timeline, view, 403, 1030)
  timeline.at(7, 380, out)
  expect(out.x).toBe(1000)
})

test('what goes on without news goes on for a moment, then stops', () => {
  const { timeline, view } = begin()
  tell(timeline, view, 100, 1000, 0, 0, true)
  tell(timeline, view, 103, 1030)
  timeline.at(7, 106, out)
  expect(out.x).toBe(1060)
  timeline.at(7, 160, out)
  expect(out.x).toBe(1090)
})

test('who appears anew is not drawn on the way from where it was', () => {
  const { timeline, view } = begin()
  tell(timeline, view, 100, 1000, 0, 0, true)
  tell(timeline, view, 103, 5000, 0, 0, true)
  timeline.at(7, 101, out)
  expect(out.x).toBe(5000)
  view.movedCount = 0
  view.removed[0] = 7
  view.removedCount = 1
  timeline.push(view)
  expect(timeline.at(7, 103, out)).toBe(false)
})

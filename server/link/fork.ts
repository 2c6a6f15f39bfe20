/** One edge out of two: what a room says goes to the native one and to the foreign wires, each with the seats it has. */
import type { EdgeSide, Outlet } from '../ports.ts'

/** Who watches rooms without a seat is on the native side alone. */
export const forkEdge = (native: EdgeSide, foreign: Pick<EdgeSide, 'outlet'>): EdgeSide => ({
  outlet: (ref, epoch) => fork(native.outlet(ref, epoch), foreign.outlet(ref, epoch)),
  badge: (kind, room, frame) => native.badge(kind, room, frame),
  unwatch: (kind, room, user) => native.unwatch(kind, room, user),
})

const fork = (native: Outlet, foreign: Outlet): Outlet => ({
  publish(delivery, frames, headSeq) {
    native.publish(delivery, frames, headSeq)
    foreign.publish(delivery, frames, headSeq)
  },
  close() {
    native.close()
    foreign.close()
  },
})

/** What there is once a region lies somewhere: its ground, and what is shown of those on it. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Desk } from './desk.ts'
import type { FenceEvent } from './fences/fences.ts'
import { Field } from './field.ts'
import type { Courier, Fleet } from './fleet.ts'
import type { Gauges } from './gauges.ts'
import { Boards } from './output/boards.ts'
import { Positions } from './output/positions.ts'

export class Ground {
  readonly field: Field
  readonly positions: Positions
  readonly boards: Boards
  /** Messages that left for those who watch. */
  sent = 0
  readonly #desk: Desk
  readonly #fleet: Fleet

  constructor(desk: Desk, fleet: Fleet, gauges: Gauges, fence: (event: FenceEvent) => void) {
    const { ctx, region, frame } = desk
    this.#desk = desk
    this.#fleet = fleet
    const moved = (slot: number, fromX: number, fromY: number): void => {
      this.boards.moved(fromX, fromY, field.x(slot), field.y(slot), field.t(slot))
      this.positions.moved(slot)
    }
    const field = new Field(frame, region.radiusM, { moved, fence }, gauges)
    this.field = field
    field.admits = (slot) => this.#admits(slot)
    this.positions = new Positions(field, (to, order, bytes) => {
      this.sent++
      ctx.send(to, 'position', bytes, order)
    })
    this.boards = new Boards(
      {
        frame,
        within: (...box) => field.all.within(...box),
        x: (slot) => field.x(slot),
        y: (slot) => field.y(slot),
        headingCdeg: (slot) => field.headingCdeg(slot),
        status: (slot) => fleet.status(slot),
      },
      (to, cells) => {
        this.sent++
        ctx.sendEach(to, 'board', cells)
      },
    )
  }

  /** A courier does something else now. */
  settled(courier: Courier): void {
    this.#fleet.tell(courier)
    if (courier.slot < 0) return
    const { field, boards, positions } = this
    field.settle(courier.slot)
    if (field.t(courier.slot) === 0) return
    const x = field.x(courier.slot)
    const y = field.y(courier.slot)
    boards.moved(x, y, x, y)
    positions.moved(courier.slot)
  }

  #admits(slot: number) {
    const courier = this.#fleet.at(slot)
    if (courier === undefined || (courier.state === 'offline' && courier.jobs.length === 0))
      return { all: false, free: false }
    const heard = this.#desk.wall() - this.field.heardMs(slot) <= DELIVERY.staleMs
    const free = courier.state === 'online' && courier.jobs.length === 0 && courier.offer === null && heard
    return { all: true, free: free && courier.feeder === undefined }
  }
}

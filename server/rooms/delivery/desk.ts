/** What all parts of a region share: what it is, where it lies, who is in it, and what it has to do later. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { localFrame } from '../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import type { RegionInfo } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, RoomContext } from '../../engine/room.ts'
import { People } from './people.ts'
import type { DeliveryWrites } from './tables.ts'
import { Wakes } from '../../engine/wakes.ts'

export type DeliveryContext = RoomContext<DeliveryContract, DeliveryWrites>

export class Desk {
  readonly ctx: DeliveryContext
  readonly people = new People()
  readonly wakes: Wakes
  #region: RegionInfo | null = null
  #frame: LocalFrame | undefined

  constructor(ctx: DeliveryContext) {
    this.ctx = ctx
    this.wakes = new Wakes(
      () => ctx.now(),
      (ms) => ctx.wakeIn(ms),
    )
  }

  /** Null: there is no region here yet. */
  get regionOrNull(): RegionInfo | null {
    return this.#region
  }

  /** @throws TuttiError `unknown_room` while there is no region */
  get region(): RegionInfo {
    if (this.#region === null) throw new TuttiError('unknown_room', 'create the region first')
    return this.#region
  }

  set region(region: RegionInfo) {
    this.#region = region
    const { latE7, lonE7 } = region.centre
    if (this.#frame?.latE7 !== latE7 || this.#frame.lonE7 !== lonE7) this.#frame = localFrame(latE7, lonE7)
  }

  /** Metres from the region's centre. @throws TuttiError `unknown_room` while there is no region */
  get frame(): LocalFrame {
    if (this.#frame === undefined) throw new TuttiError('unknown_room', 'create the region first')
    return this.#frame
  }

  /** Unix ms. */
  wall(): number {
    return this.ctx.wall()
  }

  /** @throws TuttiError `forbidden` for members of other roles, `unknown_room` while there is no region */
  allow(from: Member, ...roles: readonly DeliveryRole[]): void {
    if (!roles.some((role) => role === from.role))
      throw new TuttiError('forbidden', `this takes a ${roles.join(' or a ')}`)
    if (this.#region === null) throw new TuttiError('unknown_room', 'create the region first')
  }
}

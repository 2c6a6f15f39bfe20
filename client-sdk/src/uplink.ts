/** What a room of the SDK sees of its client: a way up, and places to leave its name. */
import type { ClientClock } from './clock.ts'
import type { Budget } from './outbox.ts'
import type { Pace } from './pace.ts'
import type { Requests } from './requests.ts'
import type { RoomSeat } from './seat.ts'
import type { Traffic } from './traffic.ts'

export interface Uplink {
  readonly clock: ClientClock
  readonly random: () => number
  readonly requests: Requests
  readonly budget: Budget
  readonly pace: Pace
  readonly traffic: Traffic
  /** HELLO went out on the present connection. */
  readonly open: boolean
  readonly rttMs: number | undefined
  /** The host's Unix ms, as far as it is known. */
  serverNow(): number
  send(message: Uint8Array): void
  /** Frames with this number are this seat's from now on. */
  bind(ref: number, seat: RoomSeat): void
  unbind(ref: number): void
  /** The seat's position moved. */
  moved(seat: RoomSeat): void
  /** Something could not be sent yet. */
  held(): void
  /** It is over between this seat and the room. */
  gone(seat: RoomSeat): void
}

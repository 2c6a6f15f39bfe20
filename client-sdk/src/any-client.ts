/** What helpers of a kind need of client and room: whatever registry the application has, its own fit. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { Position } from '../../shared/frames.ts'
import type { ClientClock } from './clock.ts'
import type { JoinSettings } from './kept.ts'
import type { Off } from './listeners.ts'
import type { ClientState, Discontinuity, EventMeta, JoinedAgain, RequestOptions, RoomStatus } from './typed.ts'

/** A method's type, whose parameters the compiler takes both ways: whoever listens has the body's type from the contract. */
type Ear = { hear(body: unknown, meta: EventMeta): void }['hear']

export interface AnyRoom {
  readonly id: string
  readonly state: unknown
  readonly status: RoomStatus
  readonly position: Position | null
  readonly retrying: number | null
  on(event: string, run: Ear): Off
  onJoined(run: (again: JoinedAgain) => void): Off
  onDiscontinuity(run: (what: Discontinuity) => void): Off
  onLeft(run: (code: ErrorCode) => void): Off
  onStatus(run: (status: RoomStatus) => void): Off
  onRetrying(run: (since: number | null) => void): Off
  send(command: string, body: unknown): boolean
  request(command: string, body: unknown, options?: RequestOptions): Promise<unknown>
  input(bytes: Uint8Array): boolean
  leave(): void
}

/** A client whose registry has these kinds. */
export interface AnyClient<K extends string> {
  readonly clock: ClientClock
  readonly state: ClientState
  readonly user: { readonly id: string; readonly name: string } | undefined
  on(event: 'state', run: (state: ClientState) => void): Off
  ready(): Promise<void>
  serverNow(): number
  join(kind: K, id: string, options?: unknown, settings?: JoinSettings): Promise<AnyRoom>
  query(kind: K, room: string, name: string, body: unknown): Promise<unknown>
  watch(kind: K, rooms: readonly string[], run: (room: string, badge: unknown) => void): Off
  http(path: string): Promise<{ readonly url: string; readonly authorization: string }>
}

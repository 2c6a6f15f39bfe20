/** What one player has been told so far, and when it is to be told more. */
import { Bodies } from '../../../shared/game/bodies.ts'
import { ENTITIES, NOBODY } from '../../../shared/game/rules.ts'
import { OwnFacts } from '../../../shared/game/snapshot-layout.ts'
import type { Member } from '../../engine/room.ts'
import { PICKUP_WORDS } from './pickup-sight.ts'

export class Viewer {
  readonly member: Member
  /** NOBODY: only watches. */
  readonly slot: number
  /** The slot whose surroundings it sees. */
  eye: number = NOBODY
  /** The tick of its last keyframe by request. */
  askedTick = -Infinity
  /** The number of the last snapshot sent, u8, and of the last one acknowledged. */
  frame = 0
  ackFrame = 0
  /** The tick of each of the last 256 snapshots. */
  readonly sentTick = new Uint32Array(256)
  /** The tick of the last one. */
  tick = 0
  /** Everything is to be told anew. */
  key = true
  /** Snapshots are due from this tick on. */
  due = 0
  /** Something happened that it should see before the next one is due. */
  urgent = false
  /** Saved up by waiting: see Snapshots. */
  credit = 0
  /** Of the world: phase, ring, number alive. */
  revision = -1
  /** 1: the player holds this entity. */
  readonly held = new Uint8Array(ENTITIES)
  readonly heldIds = new Uint8Array(ENTITIES)
  heldCount = 0
  readonly told = new Uint32Array(PICKUP_WORDS)
  /** In row 0. */
  readonly own = new Bodies(1)
  facts = new OwnFacts()

  constructor(member: Member, slot: number, tick: number) {
    this.member = member
    this.slot = slot
    // Three phases, so that a third of a full room is served in each tick.
    this.due = tick + (slot % 3)
  }

  forget(): void {
    this.held.fill(0)
    this.heldCount = 0
    this.told.fill(0)
    for (const column of Object.values(this.own)) column.fill(0)
    this.facts = new OwnFacts()
    this.revision = -1
  }

  /** Snapshots under way. */
  get unacknowledged(): number {
    return (this.frame - this.ackFrame) & 255
  }

  /** The player says it has this one. False: it cannot. */
  acknowledge(frame: number, tick: number): boolean {
    if (((this.frame - frame) & 255) > this.unacknowledged || (this.sentTick[frame]! & 0xffff) !== tick) return false
    this.ackFrame = frame
    return true
  }
}

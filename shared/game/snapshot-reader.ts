/** Reads the parts of a snapshot that stand for themselves: the counterpart of snapshot-writer.ts. */
import { TuttiError } from '../errors.ts'
import type { Bodies } from './bodies.ts'
import type { ByteReader } from './byte-reader.ts'
import { HAPPENING } from './happenings.ts'
import type { Happenings } from './happenings.ts'
import type { Ring } from './ring.ts'
import { OWN } from './snapshot-layout.ts'
import type { OwnFacts } from './snapshot-layout.ts'

export const readRing = (read: ByteReader, ring: Ring): void => {
  ring.fromX = read.u24()
  ring.fromY = read.u24()
  ring.fromR = read.u24()
  ring.toX = read.u24()
  ring.toY = read.u24()
  ring.toR = read.u24()
  ring.starts = read.u32()
  ring.ends = read.u32()
}

/** Brings row 0 of `own` and `facts` up to date. */
export const readOwn = (read: ByteReader, own: Bodies, facts: OwnFacts): void => {
  const mask = read.u16()
  if ((mask & OWN.MOVED) !== 0) {
    own.x[0]! += read.i16()
    own.y[0]! += read.i16()
  }
  if ((mask & OWN.PLACED) !== 0) {
    own.x[0] = read.u24()
    own.y[0] = read.u24()
  }
  if ((mask & OWN.RIFLE) !== 0) {
    own.rifleWait[0] = read.u8()
    own.magazine[0] = read.u8()
  }
  if ((mask & OWN.RELOAD) !== 0) own.reload[0] = read.u8()
  if ((mask & OWN.RESERVE) !== 0) own.reserve[0] = read.u8()
  if ((mask & OWN.LAUNCHER) !== 0) {
    own.rocketWait[0] = read.u8()
    own.rockets[0] = read.u8()
  }
  if ((mask & OWN.DASH) !== 0) {
    own.dash[0] = read.u8()
    own.dashDir[0] = read.u8()
  }
  if ((mask & OWN.DASH_WAIT) !== 0) own.dashWait[0] = read.u8()
  if ((mask & OWN.VITALS) !== 0) {
    facts.health = read.u8()
    facts.armour = read.u8()
  }
  if ((mask & OWN.STATUS) !== 0) {
    facts.status = read.u8()
    facts.eye = read.u8()
    facts.respawn = read.u8()
  }
  if ((mask & OWN.SCORE) !== 0) {
    facts.kills = read.u16()
    facts.place = read.u8()
  }
  if ((mask & OWN.REFUSED) !== 0) facts.refused = read.u16()
}

/** @throws TuttiError `bad_frame` for a type that cannot be */
export const readHappenings = (read: ByteReader, list: Happenings): void => {
  for (let n = read.u8(); n > 0; n--) {
    const type = read.u8()
    const a = read.u8()
    if (type === HAPPENING.BOOM) list.add(type, a, 0, 0, read.u16(), read.u16())
    else if (type === HAPPENING.TOOK) list.add(type, a, read.u8(), 0)
    else if (type === HAPPENING.SHOT) list.add(type, a, read.u8(), read.u8(), read.u16())
    else if (type >= HAPPENING.HIT && type <= HAPPENING.DOWN) list.add(type, a, read.u8(), read.u8())
    else throw new TuttiError('bad_frame', 'an event of an unknown type')
  }
}

/** The parts of one live room, made and joined: what the runner drives. */
import { LIMITS } from '../../shared/limits.ts'
import { Alarm } from './alarm.ts'
import { Commands } from './commands.ts'
import { Containment } from './containment.ts'
import { createContext } from './context.ts'
import type { Tick } from './context.ts'
import { Delivery } from './delivery.ts'
import { Entrance } from './entrance.ts'
import type { JobWork } from './inbox.ts'
import { Lates } from './lates.ts'
import { Ledger } from './ledger.ts'
import { Needs } from './needs.ts'
import { nonceName, Nonces } from './nonces.ts'
import { Output } from './output.ts'
import { Pages } from './pages.ts'
import { Retelling } from './retelling.ts'
import { Ring } from './ring.ts'
import type { AnyRoomKind, Room } from './room.ts'
import { Roster } from './roster.ts'
import type { RunnerParts } from './runner-parts.ts'

export interface Workings {
  readonly room: Room<AnyRoomKind['contract']>
  readonly roster: Roster
  readonly tick: Tick
  readonly ring: Ring
  readonly output: Output
  readonly delivery: Delivery
  readonly containment: Containment
  readonly alarm: Alarm
  readonly commands: Commands
  readonly lates: Lates
  readonly entrance: Entrance
  readonly summary: () => unknown
  readonly busy: () => boolean
  /** Undefined: the kind is not durable. */
  readonly ledger: Ledger | undefined
  /** Undefined: no command of this kind ever waits before its tick. */
  readonly needs: Needs | undefined
}

/** `done`: something came of a job. */
export const assemble = (parts: RunnerParts, done: (work: JobWork) => void): Workings => {
  const { place, clock, log, tell, origin, asking, newId, hasMail } = parts
  const { kind, ref, id, epoch } = place
  const acquired = origin?.acquired
  const { contract, maxMembers } = kind
  const roster = new Roster()
  const tick: Tick = { nowMs: 0, wallMs: Math.floor(clock.wall()), reply: undefined }
  const ring = new Ring(LIMITS.ringEvents, LIMITS.ringBytes, acquired?.seq)
  const output = new Output(ref, acquired?.seq)
  const containment = new Containment({ kind: contract.kind, room: id }, output, clock, log)
  const alarm = new Alarm(clock, () => tell.wake())
  const lates = new Lates(output, (code) => tell.refused(code))
  const nonces = new Nonces(
    acquired === undefined ? LIMITS.maxNonces : LIMITS.maxDurableNonces,
    acquired?.nonceMs,
    origin?.doubtUntilMs,
  )

  const pages = origin && new Pages({ journal: origin.journal, log, ref, ...origin.acquired, head: () => ring.head })
  const retelling = kind.retold === undefined ? undefined : new Retelling({ kind, ref, asking, log })
  const delivery = new Delivery(parts.outlet, { ring, pages, retelling }, tell)
  const ledger =
    origin &&
    new Ledger(origin.acquired, origin.recorder, {
      leave: (parcel) => delivery.leave(output, parcel),
      answered: (answers) => answers.forEach(({ user, nonce }) => nonces.unpin(nonceName(user, nonce), tick.wallMs)),
      posted: (mail, outbound) => tell.posted(mail, outbound),
      lost: (outcome) => tell.lost(outcome),
    })

  const opened = <T>(open: () => T): T => {
    try {
      return open()
    } catch (thrown) {
      // There is no room, and nothing of it may stay.
      alarm.stop()
      parts.outlet.close()
      throw thrown
    }
  }

  // Another seed each time that it is opened: what it drew before must not come again.
  const seed = `${contract.kind}/${id}/${epoch}${acquired === undefined ? '' : `/${acquired.fence}`}`
  const begin = async (name: string, input: unknown): Promise<void> =>
    done({ at: 'job', name, result: await parts.job(name, input) })
  const job = (name: string, input: unknown): void => void begin(name, input)
  const context = createContext({ id, seed, kind, roster, output, tick, alarm, lates, ledger, newId, hasMail, job })
  const room = opened(() => kind.open(context, parts.stored))
  const commands = new Commands({ kind, room, tick, output, containment, nonces, lates, ledger })
  const resumed = (result: 'recovered' | 'discontinuity'): void => tell.resumed(result)
  const entrance = new Entrance({ place, contract, maxMembers, room, roster, output, delivery, containment, resumed })
  const answers = origin && { journal: origin.journal, key: origin.acquired.key }
  const needs =
    origin === undefined && kind.load === undefined
      ? undefined
      : new Needs({ kind, room: id, nonces, clock, log, asking, answers })
  const said = <T>(of: () => T, otherwise: T): T => {
    let value = otherwise
    containment.guard(() => (value = of()))
    return value
  }
  const summary = (): unknown => said(() => room.summary?.() ?? null, null)
  const busy = (): boolean => !containment.broken && said(() => room.busy?.() ?? false, false)
  return {
    summary,
    busy,
    room,
    roster,
    tick,
    ring,
    output,
    delivery,
    containment,
    alarm,
    commands,
    lates,
    entrance,
    ledger,
    needs,
  }
}

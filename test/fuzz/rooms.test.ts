/** Every kind of the registry under fire: it stays whole, and the same blows give the same room. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import type { AnyRoomKind } from '../../server/engine/room.ts'
import { inboxRoom } from '../../shared/inbox/contract.ts'
import { DEMO_REGION } from '../../shared/delivery/rules.ts'
import { LIMITS } from '../../shared/limits.ts'
import { poll } from '../fixtures/poll/kind.ts'
import { ledger } from '../support/ledger-kind.ts'
import { clockwork } from '../support/toy-kinds.ts'
import { blows, flood, play } from './kind-under-fire.ts'
import type { Blow } from './kind-under-fire.ts'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 30)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124)

const kinds: [string, AnyRoomKind][] = Object.values<AnyRoomKind>({ ...rooms, ledger }).map((kind) => [
  kind.contract.kind,
  kind,
])

/** What durable kinds post to. */
const beside = kinds.map(([, kind]) => kind).filter(({ tables }) => tables !== undefined)
const settingOf = (kind: AnyRoomKind) => {
  const user = 'olga'
  if (kind.contract.kind === 'inbox') return { beside, user, room: inboxRoom(user) }
  return kind.contract.kind === 'delivery' ? { beside, room: DEMO_REGION } : { beside }
}

describe.each(kinds)('the kind %s', (_name, kind) => {
  it(`under fire (${RUNS} runs, seed ${SEED}) throws refusals only, answers everybody once, and loses no event`, async () => {
    const holds = fc.asyncProperty(blows(kind), async (all) => {
      expect((await play(kind, all, settingOf(kind))).faults).toEqual([])
    })
    await fc.assert(holds, { seed: SEED, numRuns: RUNS })
  }, 120_000)

  it(`under the same fire twice (seed ${SEED}) says the same`, async () => {
    const holds = fc.asyncProperty(blows(kind), async (all) => {
      expect((await play(kind, all, settingOf(kind))).transcript).toBe(
        (await play(kind, all, settingOf(kind))).transcript,
      )
    })
    await fc.assert(holds, { seed: SEED + 1, numRuns: Math.ceil(RUNS / 4) })
  }, 120_000)

  it('[R8] keeps a bounded inbox: what does not fit is refused, and everybody is answered', async () => {
    expect(await flood(kind, 100, settingOf(kind))).toEqual(
      new Map([
        ['overloaded', 100],
        ['unknown_command', LIMITS.maxInbox],
      ]),
    )
  })
})

describe('the fire itself', () => {
  const join: Blow = { do: 'join', back: false }

  it('finds a room that throws', async () => {
    const jam: Blow = { do: 'command', who: 0, op: 1, body: {}, nonce: 0 }
    const { faults } = await play(clockwork, [join, jam, { do: 'wait', ms: 200 }])
    expect(faults.join('\n')).toContain('jammed')
  })

  it('finds a room that looks at the clock', async () => {
    let looks = 0
    const steady: AnyRoomKind = poll
    const unsteady: AnyRoomKind = {
      ...steady,
      open: (ctx, stored) => Object.assign(steady.open(ctx, stored), { join: () => ++looks }),
    }
    const { transcript } = await play(unsteady, [join])
    expect((await play(unsteady, [join])).transcript).not.toBe(transcript)
  })
})

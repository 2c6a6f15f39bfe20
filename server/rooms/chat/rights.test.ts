/** [Must show 8] Who may do what, whole: every act, by every role, in every type of channel, in every plight. */
import { describe, expect, test } from 'vitest'
import type { ChannelRole, ChannelType } from '../../../shared/chat/types.ts'
import { chatContract } from '../../../shared/chat/contract.ts'
import { RIGHTS, outranks, whyNot } from './rights.ts'
import type { Act } from './rights.ts'

/**
 * Written down from what a channel promises, not from the code. Who may: Visitor, Member, moderator (S, staff), Owner.
 * Then what still goes in an archived channel, and what goes for somebody muted or blocked.
 */
const EXPECTED = `
              direct  group   public  archived  silenced
  create      VMSO    VMSO    VMSO    yes       yes
  change      ----    --SO    --SO    no        yes
  keeping     ----    ---O    ---O    no        yes
  archive     ----    ---O    ---O    yes       yes
  enter       ----    ----    VMSO    no        yes
  quit        ----    -MSO    -MSO    yes       yes
  add         ----    -MSO    --SO    no        no
  invite      ----    --SO    -MSO    no        no
  uninvite    ----    --SO    --SO    yes       yes
  role        ----    ---O    ---O    yes       yes
  kick        ----    --SO    --SO    yes       yes
  mute        ----    --SO    --SO    yes       yes
  ban         ----    --SO    --SO    yes       yes
  unban       ----    --SO    --SO    yes       yes
  block       -MSO    ----    ----    yes       yes
  send        -MSO    -MSO    -MSO    no        no
  edit        -MSO    -MSO    -MSO    no        no
  delete      -MSO    -MSO    -MSO    yes       yes
  deleteAny   ----    --SO    --SO    yes       yes
  react       -MSO    -MSO    -MSO    no        no
  pin         -MSO    -MSO    --SO    no        no
  hurry       -MSO    --SO    --SO    no        yes
  callAll     -MSO    --SO    --SO    no        yes
  report      ----    -MSO    -MSO    yes       yes
  settle      ----    --SO    --SO    yes       yes
  release     ----    --SO    --SO    no        yes
  read        -MSO    -MSO    -MSO    yes       yes
  notify      -MSO    -MSO    -MSO    yes       yes
  typing      -MSO    -MSO    -MSO    no        no
  presence    -MSO    -MSO    VMSO    yes       yes
  rename      -MSO    -MSO    -MSO    no        no
`

const [head, ...lines] = EXPECTED.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const TYPES = head!.slice(0, 3) as ChannelType[]
const ROLES: readonly [string, ChannelRole][] = [
  ['V', 'visitor'],
  ['M', 'member'],
  ['S', 'moderator'],
  ['O', 'owner'],
]

describe('the table of rights', () => {
  test('has a line for every command', () => {
    const acts = lines.map(([act]) => act)
    expect(acts.toSorted()).toEqual(Object.keys(RIGHTS).toSorted())
    for (const command of Object.keys(chatContract.commands)) expect(acts).toContain(command)
  })

  test.each(lines)('is kept for %s', (...line) => {
    const act = line[0] as Act
    const archivedToo = line[4] === 'yes'
    const silencedToo = line[5] === 'yes'
    let looked = 0
    TYPES.forEach((type, i) => {
      for (const [letter, role] of ROLES)
        for (const archived of [false, true])
          for (const muted of [false, true])
            for (const blocked of [false, true]) {
              const may =
                line[1 + i]!.includes(letter) && (!archived || archivedToo) && ((!muted && !blocked) || silencedToo)
              const why = whyNot(act, { type, archived }, role, muted, blocked)
              expect([act, type, role, archived, muted, blocked, why === null]).toEqual([
                ...[act, type, role, archived, muted, blocked],
                may,
              ])
              looked++
            }
    })
    expect(looked).toBe(3 * 4 * 2 * 2 * 2)
  })

  test('puts nobody below themselves or above an owner', () => {
    const order: ChannelRole[] = ['visitor', 'member', 'moderator', 'owner']
    for (const role of order)
      for (const other of order) expect(outranks(role, other)).toBe(order.indexOf(role) > order.indexOf(other))
  })
})

/** [Must show 8] Who may do what, whole: every act, by every role, in every type of channel, in every plight. */
import { describe, expect, test } from 'vitest'
import { chatContract } from '../../../shared/chat/contract.ts'
import type { ChannelRole } from '../../../shared/chat/types.ts'
import { PROMISES, ROLES, TYPES } from '../../../test/support/chat-rights.ts'
import { RIGHTS, outranks, whyNot } from './rights.ts'
import type { Act } from './rights.ts'

const BOTH = [false, true]

describe('the table of rights', () => {
  test('has a line for every command', () => {
    const acts = new Set(PROMISES.map(({ act }) => act))
    expect(acts).toEqual(new Set(Object.keys(RIGHTS)))
    for (const command of Object.keys(chatContract.commands)) expect(acts).toContain(command)
  })

  test.each(PROMISES)('is kept for $act', ({ act, may }) => {
    const wrong: unknown[] = []
    let looked = 0
    for (const type of TYPES)
      for (const [, role] of ROLES)
        for (const archived of BOTH)
          for (const muted of BOTH)
            for (const blocked of BOTH) {
              const why = whyNot(act as Act, { type, archived }, role, muted, blocked)
              if ((why === null) !== may(type, role, archived, muted || blocked))
                wrong.push({ type, role, archived, muted, blocked, why })
              looked++
            }
    expect(wrong).toEqual([])
    expect(looked).toBe(3 * 4 * 2 * 2 * 2)
  })

  test('puts nobody below themselves or above an owner', () => {
    const order: ChannelRole[] = ['visitor', 'member', 'moderator', 'owner']
    for (const role of order)
      for (const other of order) expect(outranks(role, other)).toBe(order.indexOf(role) > order.indexOf(other))
  })
})

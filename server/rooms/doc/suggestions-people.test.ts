/** Random people who write, propose and decide, and agree in the end. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Proposer, open } from '../../../test/support/doc-proposer.ts'
import { below, handOf, pick, seeded, words, write } from '../../../test/support/doc-writers.ts'

describe('random people', () => {
  const ROUNDS = Number(process.env['DOC_SUGGESTION_ROUNDS'] ?? 12)
  test.each(Array.from({ length: ROUNDS }, (_, n) => `room-${n}`))(
    'agree on one document, with nothing in it that was not accepted (%s)',
    async (seed) => {
      const random = seeded(seed)
      const { table, ada, sue, list } = await open('')
      await table.do(ada.member, 'share', { user: 'sam', role: 'suggester' })
      const sam = await Proposer.sit(table, 'sam')
      const hands = new Map([
        [ada, handOf('abcdef')],
        [sue, handOf('ABCDEF')],
        [sam, handOf('UVWXYZ')],
      ])
      for (let i = 0; i < 40; i++) {
        const roll = random()
        if (roll < 0.35) await ada.edit((ydoc) => void write(ydoc, random, hands.get(ada)!))
        else if (roll < 0.75) {
          const who = pick(random, [sue, sam])
          await who.suggest((ydoc) => void write(ydoc, random, hands.get(who)!))
        } else {
          const who = pick(random, ['sue', 'sam'])
          const ids = (await list(who)).map(({ id }) => id).filter(() => random() < 0.5)
          if (ids.length === 0) continue
          ada.hear()
          const before = words(ada.main)
          const how = pick(random, ['accept', 'reject'] as const)
          await table.do(ada.member, how, { user: who, ids })
          ada.hear()
          if (how === 'reject') expect(words(ada.main)).toEqual(before)
        }
      }
      for (const who of below(random, 2) === 0 ? ['sue', 'sam'] : ['sam', 'sue'])
        if ((await list(who)).length > 0) await table.do(ada.member, 'accept', { user: who })
      for (const one of [ada, sue, sam]) one.hear()
      expect(words(sue.main)).toEqual(words(ada.main))
      expect(words(sam.main)).toEqual(words(ada.main))
      const log = new Y.Doc()
      for (const { data } of table.rows<{ data: Uint8Array }>('select data from doc_update order by n'))
        Y.applyUpdate(log, data)
      expect(words(log)).toEqual(words(ada.main))
      for (const one of [log, ada.main, sue.main, sam.main]) expect(one.store.pendingStructs).toBeNull()
    },
  )
})

/** Whose Yjs clients write in a document, while people come, go, and are others when they come back. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { DOC } from '../../../shared/doc/rules.ts'
import { RECOVERY_MS } from './recovery.ts'
import { DocScene } from '../../../test/support/doc-scene.ts'

type Hand = Awaited<ReturnType<DocScene['sit']>>

/** The first word of a provider: I am that client. */
const introduce = (table: DocScene, { member, ydoc }: Hand): Promise<unknown> => {
  const awareness = new Awareness(ydoc)
  const update = encodeAwarenessUpdate(awareness, [ydoc.clientID])
  awareness.destroy()
  return table.do(member, 'aware', update)
}

/** Another seat, with the document and the Yjs client of this one. */
const goOn = async (table: DocScene, user: string, from: Hand): Promise<Hand> => {
  const hand = await table.sit(user)
  Y.applyUpdate(hand.ydoc, Y.encodeStateAsUpdate(from.ydoc))
  hand.ydoc.clientID = from.ydoc.clientID
  return hand
}

const leave = (table: DocScene, { member }: Hand, why: 'left' | 'lost' = 'lost'): void => {
  table.test.leave(member, why)
  table.end()
}

const heirs = (table: DocScene) => table.rows('select client, clock, user_id from doc_heir order by clock')

describe('a guest who is another one now', () => {
  test('[Y5] goes on with its Yjs client once the line before is gone, and what was written stays whose it was', async () => {
    const { table, ada } = await DocScene.of()
    const guest = await table.sit('guest:wifi')
    await introduce(table, guest)
    await guest.write((text) => text.insert(0, 'at home, '))
    const moved = await goOn(table, 'guest:mobile', guest)
    await introduce(table, moved)
    const update = moved.change((text) => text.insert(9, 'on the train'))
    // The line before may be alive still.
    expect(await table.refusal(moved.member, 'edit', update)).toBe('unavailable')
    leave(table, guest)
    expect(await table.refusal(moved.member, 'edit', update)).toBe('unavailable')
    table.pass(DOC.awareGraceMs)
    expect(await table.refusal(moved.member, 'edit', update)).toBeNull()
    expect(await moved.write((text) => text.insert(0, 'I was '))).toBeNull()
    expect(ada.text()).toBe('I was at home, on the train')
    expect(heirs(table)).toEqual([{ client: guest.ydoc.clientID, clock: 9, user_id: 'guest:mobile' }])
    expect(table.rows('select user_id from doc_client where client = ?', guest.ydoc.clientID)).toEqual([
      { user_id: 'guest:wifi' },
    ])
    const asking = table.asking('ada')
    const diff = await table.kind.queries!.diff(asking.user, table.id, { from: 0 }, asking)
    expect(diff.clients).toContainEqual([guest.ydoc.clientID, 'guest:wifi'])
    expect(diff.heirs).toEqual([[guest.ydoc.clientID, 9, 'guest:mobile']])
    expect(diff.people.map(({ id }) => id).toSorted()).toEqual(['guest:mobile', 'guest:wifi'])

    await table.reopen()
    const after = await goOn(table, 'guest:mobile', moved)
    expect(await after.write((text) => text.insert(0, 'yes: '))).toBeNull()
  })

  test('[Y5] or has signed in meanwhile, goes on as that user', async () => {
    const { table, ada } = await DocScene.of()
    const guest = await table.sit('guest:page')
    await introduce(table, guest)
    await guest.write((text) => text.insert(0, 'a'))
    leave(table, guest, 'left')
    const bob = await goOn(table, 'bob', guest)
    await introduce(table, bob)
    expect(await bob.write((text) => text.insert(1, 'b'))).toBeNull()
    expect(ada.text()).toBe('ab')
  })

  test('[Y5] is only who says first of all that it is that client', async () => {
    const { table } = await DocScene.of()
    const guest = await table.sit('guest:page')
    await introduce(table, guest)
    await guest.write((text) => text.insert(0, 'mine'))
    leave(table, guest, 'left')
    const eve = await table.sit('eve')
    // Somebody who sends on what it hears of others.
    await introduce(table, eve)
    const thief = await goOn(table, 'eve', guest)
    Object.assign(eve.ydoc, { clientID: guest.ydoc.clientID })
    await introduce(table, eve)
    expect(await eve.write((text) => text.insert(0, 'stolen '))).toBe('forbidden')
    expect(await thief.write((text) => text.insert(0, 'stolen '))).toBe('forbidden')
    expect(heirs(table)).toEqual([])
  })
})

describe('a Yjs client', () => {
  test('[Y5] of somebody who has signed in is nobody else’s, gone or not', async () => {
    const { table } = await DocScene.of()
    const bob = await table.sit('bob')
    await introduce(table, bob)
    await bob.write((text) => text.insert(0, 'mine'))
    leave(table, bob)
    table.pass(60_000)
    const eve = await goOn(table, 'eve', bob)
    await introduce(table, eve)
    expect(await eve.write((text) => text.insert(0, 'stolen '))).toBe('forbidden')
    const back = await goOn(table, 'bob', bob)
    expect(await back.write((text) => text.insert(4, ' still'))).toBeNull()
  })

  test('[Y5] of a guest is nobody else’s while that one is here, whoever came first', async () => {
    const { table, ada } = await DocScene.of()
    const guest = await table.sit('guest:page')
    await introduce(table, guest)
    await guest.write((text) => text.insert(0, 'mine'))
    leave(table, guest)
    table.pass(DOC.awareGraceMs)
    const eve = await goOn(table, 'eve', guest)
    await introduce(table, eve)
    // Without a word of its own.
    const back = await goOn(table, 'guest:page', guest)
    expect(await back.write((text) => text.insert(4, ' still'))).toBeNull()
    eve.hear()
    // Yjs takes another one where it hears of somebody with its own; a thief does not.
    eve.ydoc.clientID = guest.ydoc.clientID
    expect(await eve.write((text) => text.insert(0, 'stolen '))).toBe('unavailable')
    expect(ada.text()).toBe('mine still')
  })

  test('[Y5] [Y6] that somebody here has said is theirs takes no first word of another, nor its cursor', async () => {
    const { table, ada } = await DocScene.of()
    const bob = await table.sit('bob')
    await introduce(table, bob)
    const eve = await goOn(table, 'eve', bob)
    expect(await eve.write((text) => text.insert(0, 'x'))).toBe('forbidden')
    expect(await bob.write((text) => text.insert(0, 'hello'))).toBeNull()
    // And of who was lost a moment ago.
    const cyd = await table.sit('cyd')
    await introduce(table, cyd)
    leave(table, cyd)
    const forged = await goOn(table, 'eve', cyd)
    expect(await forged.write((text) => text.insert(0, 'x'))).toBe('forbidden')
    // Whoever has written here and is gone has no cursor that others move.
    leave(table, bob, 'left')
    table.pass(100)
    const told = table.test.told('aware').length
    await introduce(table, eve)
    table.pass(100)
    expect(table.test.told('aware').length).toBe(told)
    expect(ada.text()).toBe('hello')
  })
})

describe('a document of a database that was put back from a copy', () => {
  /** Bob wrote first after the copy, in what ada wrote after it: the host has lost both. */
  const restored = async () => {
    const { table, ada } = await DocScene.of()
    table.sqlite.exec("insert into room (kind, id, epoch, seq) values ('doc', 'notes', 'restored-1', 0)")
    await introduce(table, ada)
    await ada.write((text) => text.insert(0, 'kept'))
    const bob = await table.sit('bob')
    await introduce(table, bob)
    await ada.write((text) => text.insert(4, ', ada'))
    await bob.write((text) => text.insert(6, 'bob and '))
    await ada.write((text) => text.insert(0, 'all '))
    bob.hear()
    table.sqlite.exec('delete from doc_update where n > 1')
    table.sqlite.exec(`delete from doc_client where client = ${bob.ydoc.clientID}`)
    await table.reopen()
    const comes = async (user: string, from: Hand): Promise<Hand> => {
      const hand = await goOn(table, user, from)
      await introduce(table, hand)
      return hand
    }
    const brings = (hand: Hand) =>
      table.refusal(hand.member, 'edit', Y.encodeStateAsUpdate(hand.ydoc, hand.state.vector))
    return { table, ada, bob, comes, brings }
  }
  const WORDS = 'all kept, bob and ada'

  test('[Y16] is brought back by the first who comes, under nobody’s name, and every client stays whose it was', async () => {
    const { table, comes, brings, ...was } = await restored()
    const ada = await comes('ada', was.ada)
    expect(await brings(ada)).toBeNull()
    expect(table.rows('select by_id, type from doc_update where n > 1')).toEqual([{ by_id: '', type: 'recovered' }])
    const bob = await comes('bob', was.bob)
    expect(bob.text()).toBe(WORDS)
    expect(await brings(bob)).toBeNull()
    expect(await bob.write((text) => text.insert(0, 'bob: '))).toBeNull()
    expect(await ada.write((text) => text.insert(0, 'ada: '))).toBeNull()
    expect(ada.text()).toBe(`ada: bob: ${WORDS}`)
    expect(table.rows('select by_id, type from doc_update where n > 2')).toEqual([
      { by_id: 'bob', type: null },
      { by_id: 'ada', type: null },
    ])
    expect(heirs(table)).toEqual([{ client: bob.ydoc.clientID, clock: 8, user_id: 'bob' }])
  })

  test('[Y16] takes both of two who come at once, though each brings what is the other’s', async () => {
    const { table, comes, brings, ...was } = await restored()
    const bob = await comes('bob', was.bob)
    const ada = await comes('ada', was.ada)
    expect([await brings(bob), await brings(ada)]).toEqual([null, null])
    expect(ada.text()).toBe(WORDS)
    expect(bob.text()).toBe(WORDS)
    expect(table.rows('select user_id from doc_client where client = ?', bob.ydoc.clientID)).toEqual([
      { user_id: 'bob' },
    ])
  })

  test('[Y16] takes no more of a client from others once its owner has written, nor after seven days', async () => {
    const { table, comes, brings, ...was } = await restored()
    const bob = await comes('bob', was.bob)
    const ada = await comes('ada', was.ada)
    expect([await brings(ada), await brings(bob)]).toEqual([null, null])
    expect(await ada.write((text) => text.insert(0, 'here '))).toBeNull()
    const eve = await goOn(table, 'eve', ada)
    expect(await eve.write((text) => text.insert(0, 'forged '))).toBe('unavailable')
    table.pass(RECOVERY_MS)
    await table.reopen()
    const late = await goOn(table, 'eve', ada)
    expect(await late.write((text) => text.insert(0, 'forged '))).toBe('forbidden')
    expect((await table.sit('ada')).text()).toBe(`here ${WORDS}`)
  })

  test('[Y16] is opened for that by nothing else: another history of its room is no copy', async () => {
    const { table, comes, brings, ...was } = await restored()
    table.sqlite.exec("update room set epoch = 'another'")
    await table.reopen()
    const ada = await comes('ada', was.ada)
    expect(await brings(ada)).toBeNull()
    expect(table.rows('select by_id, type from doc_update where n > 1')).toEqual([{ by_id: 'ada', type: null }])
    const bob = await comes('bob', was.bob)
    expect(await bob.write((text) => text.insert(0, 'bob: '))).toBe('forbidden')
  })
})

/** Documents and the journal: nobody sees an edit before it is kept, and one that is not kept was never there. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { doc } from '../server/rooms/doc/kind.ts'
import { docContract } from '../shared/doc/contract.ts'
import type { DocState } from '../shared/doc/types.ts'
import { FRAME } from '../shared/frames.ts'
import { readAll } from '../shared/reader.ts'
import { createEngine } from './support/engine.ts'
import type { Player } from './support/engine.ts'
import { createMemoryStorage } from './support/memory-storage.ts'

const commands = Object.keys(docContract.commands)
const events = Object.keys(docContract.events)
const BOUNDS = { frames: 1, depth: 32, items: Infinity, textBytes: Infinity, strictText: false }

const enter = async () => {
  const kind = doc.hosted!({ channels: [], pushKey: '', privateWebhooks: false })
  const storage = await createMemoryStorage([kind])
  const engine = createEngine([kind], { storage })
  let rid = 0
  const ask = (who: Player, command: string, body: unknown): number => {
    who.entry.command(commands.indexOf(command), body, ++rid, null)
    return rid
  }
  const sit = (user: string) => engine.join(user, 'doc', 'notes', { options: { create: true } })
  const ada = await sit('ada')
  ask(ada, 'create', { public: 'editor' })
  await engine.pass(100)
  const answers = (who: Player): [number, string | null][] =>
    who.frames().flatMap((frame) => (frame.type === FRAME.REPLY ? [[frame.rid, frame.code]] : []))
  const edited = (who: Player): Uint8Array[] =>
    who
      .frames()
      .flatMap((frame) =>
        frame.type === FRAME.EVENTS
          ? frame.events.flatMap(({ op, body }) => (events[op] === 'edited' ? [body as Uint8Array] : []))
          : [],
      )
  const stateOf = (who: Player) => readAll(who.place.state, BOUNDS)[0] as DocState
  const textOf = (who: Player): string => {
    const ydoc = new Y.Doc()
    const { snapshot, tail } = stateOf(who)
    for (const update of [snapshot!, ...tail, ...edited(who)]) Y.applyUpdate(ydoc, update)
    return ydoc.getText('code').toJSON()
  }
  return { engine, storage, ada, ask, sit, answers, edited, textOf }
}

const typed = (words: string): Uint8Array => {
  const ydoc = new Y.Doc()
  ydoc.getText('code').insert(0, words)
  return Y.encodeStateAsUpdate(ydoc)
}

describe('an edit', () => {
  it('[Y2] is told to nobody, answered to nobody, and in nobody’s first state before it is kept', async () => {
    const { engine, storage, ada, ask, sit, answers, edited, textOf } = await enter()
    const bob = await sit('bob')
    const release = storage.journal.hold()
    const rid = ask(ada, 'edit', typed('hello'))
    await engine.pass(200)
    expect([edited(ada), edited(bob)]).toEqual([[], []])
    expect(answers(ada).map(([id]) => id)).not.toContain(rid)
    // Comes while it is on its way: and hears of nothing before.
    const eve = await sit('eve')
    expect(eve.told).toEqual([])
    release()
    await engine.pass(200)
    expect(answers(ada)).toContainEqual([rid, null])
    expect([textOf(ada), textOf(bob), textOf(eve)]).toEqual(['hello', 'hello', 'hello'])
    expect(storage.journal.rows.filter(({ write }) => write === 'doc.update')).toHaveLength(1)
  })

  it('[Y1] that could not be kept was never there: the document is opened anew from what was', async () => {
    const { engine, storage, ada, ask, sit, answers, edited, textOf } = await enter()
    ask(ada, 'edit', typed('kept'))
    await engine.pass(100)
    const { refuse } = storage.journal
    storage.journal.refuse = () => ({ is: 'failed', reason: 'the disk is full' })
    const rid = ask(ada, 'edit', typed(' and lost'))
    await engine.pass(100)
    storage.journal.refuse = refuse
    expect(answers(ada)).toContainEqual([rid, 'unavailable'])
    expect(ada.told).toContainEqual({ at: 'left', code: 'room_reset' })
    expect(edited(ada)).toHaveLength(1)
    const again = await sit('ada')
    expect(textOf(again)).toBe('kept')
    ask(again, 'edit', typed('again '))
    await engine.pass(100)
    expect(textOf(again)).toContain('again ')
  })

  it('is there when the room was closed and is opened again, with its numbers going on', async () => {
    const { engine, storage, ada, ask, sit, textOf } = await enter()
    for (const words of ['one ', 'two ', 'three ']) ask(ada, 'edit', typed(words))
    await engine.pass(100)
    ada.entry.leave('left')
    await engine.pass(70_000)
    const numbers = () =>
      storage.journal.rows.filter(({ write }) => write === 'doc.update').map(({ values }) => values[1])
    expect(numbers()).toEqual([1, 2, 3])
    expect(storage.journal.rows.filter(({ write }) => write === 'doc.snapshot')).toHaveLength(1)
    const bob = await sit('bob')
    expect(textOf(bob)).toHaveLength('one two three '.length)
    ask(bob, 'edit', typed('four '))
    await engine.pass(100)
    expect(numbers()).toEqual([1, 2, 3, 4])
  })
})

/** What a document holds in memory, and for how long; and what the host's documents hold together. */
import { describe, expect, test } from 'vitest'
import { DocScene } from '../../../test/support/doc-scene.ts'
import { TestRoom } from '../../../test/support/room-context.ts'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DocDesk, DocShelves } from './desk.ts'
import type { DocContext } from './desk.ts'
import { HotShelf } from './hot-shelf.ts'
import { SnapshotShelf } from './snapshot-shelf.ts'
import type { Stored } from './stored.ts'

/** The document of a scene once more, as another host has it: where one can look inside. */
const desk = async (scene: DocScene, shelves = new DocShelves(), id = scene.id) => {
  const stored = (await scene.kind.stored!(scene.id, scene.asking('-').reader)) as Stored
  const room = new TestRoom<DocContract>(id, 60)
  const own = new DocDesk(room.ctx as unknown as DocContext, stored, shelves)
  room.host({
    on: {} as never,
    woke: () => own.wakes.woke(),
    ended: () => own.ended(),
  })
  const later = { reply: () => undefined, refuse: () => undefined }
  const write = async (words: string): Promise<void> => {
    const hand = await scene.sit('ada')
    own.log.take(
      hand.change((text) => text.insert(0, words)),
      { id: 'ada', name: 'Ada' },
      hand.member,
      later,
    )
    own.ended()
  }
  return { own, room, write, shelves }
}

describe('a document', () => {
  test('needs no Y.Doc to be opened and joined; one that is written has one, until a minute later', async () => {
    const { table, ada } = await DocScene.of()
    await ada.write((text) => text.insert(0, 'hello'))
    const { own, room, write, shelves } = await desk(table)
    expect([own.log.isHot, shelves.hot.size]).toEqual([false, 0])
    expect(own.log.past.vector.length).toBeGreaterThan(1)
    await write('one ')
    expect([own.log.isHot, shelves.hot.size]).toEqual([true, 1])
    room.pass(30_000)
    await write('two ')
    room.pass(59_000)
    expect(own.log.isHot).toBe(true)
    room.pass(2_000)
    expect([own.log.isHot, shelves.hot.size, shelves.hot.bytes]).toEqual([false, 0, 0])
    await write('three ')
    expect(own.present().getText('code').toJSON()).toContain('three ')
    expect(own.present().getText('code').toJSON()).toContain('hello')
  })

  test('gives its Y.Doc up when others of the host are written, and goes on as if nothing were', async () => {
    const { table, ada } = await DocScene.of()
    await ada.write((text) => text.insert(0, 'x'.repeat(10_000)))
    const shelves = new DocShelves(new HotShelf(300_000), new SnapshotShelf())
    const all = await Promise.all([1, 2, 3, 4].map((i) => desk(table, shelves, `notes ${i}`)))
    for (const one of all) await one.write('y')
    expect(all.map(({ own }) => own.log.isHot)).toEqual([false, false, true, true])
    expect(shelves.hot.bytes).toBeLessThan(300_000)
    await all[0]!.write('z')
    expect(all.map(({ own }) => own.log.isHot)).toEqual([true, false, false, true])
    expect(all[0]!.own.present().getText('code').toJSON()).toHaveLength(10_002)
  })
})

describe('a Y.Doc', () => {
  test('that somebody only looked into, or that a closed room had, is given back', async () => {
    const { table, ada } = await DocScene.of()
    await ada.write((text) => text.insert(0, 'hello'))
    const { own, room, shelves } = await desk(table)
    // What a reader sends again, and a look at comments.
    own.log.view('')
    expect([own.log.isHot, shelves.hot.size]).toEqual([true, 1])
    room.pass(61_000)
    expect([own.log.isHot, shelves.hot.size]).toEqual([false, 0])
    own.present()
    room.pass(30_000)
    own.present()
    room.pass(31_000)
    expect(own.log.isHot).toBe(true)
    own.closed()
    expect([own.log.isHot, shelves.hot.size, shelves.hot.bytes]).toEqual([false, 0, 0])
    // One that was lost with its room goes when there is another.
    own.present()
    const after = await desk(table, shelves)
    expect([shelves.hot.size, shelves.hot.bytes]).toEqual([0, 0])
    after.own.present()
    expect(shelves.hot.size).toBe(1)
  })
})

describe('the snapshots of a host', () => {
  const snapshot = (n: number, bytes: number) => ({ n, vector: new Uint8Array(1), data: new Uint8Array(bytes) })

  test('are held up to so many bytes: those that nobody asks for go first, and later ones replace earlier', () => {
    const shelf = new SnapshotShelf(100)
    shelf.put('a', snapshot(1, 40))
    shelf.put('b', snapshot(1, 40))
    expect(shelf.get('a')?.n).toBe(1)
    shelf.put('c', snapshot(1, 40))
    expect(['a', 'b', 'c'].map((room) => shelf.get(room) !== undefined)).toEqual([true, false, true])
    shelf.put('a', snapshot(5, 50))
    shelf.put('a', snapshot(4, 10))
    expect([shelf.get('a')?.n, shelf.bytes]).toEqual([5, 90])
    shelf.put('d', snapshot(1, 500))
    expect([shelf.get('a'), shelf.get('d')?.n, shelf.bytes]).toEqual([undefined, 1, 500])
    shelf.drop('d')
    expect(shelf.bytes).toBe(0)
  })
})

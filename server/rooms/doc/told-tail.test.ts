/** What whoever comes is told of the updates behind a snapshot. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocScene } from '../../../test/support/doc-scene.ts'
import { seededRandom } from '../../../shared/random.ts'
import { buildDoc, NOTHING, Past } from './past.ts'

const SEED = process.env['TOLD_SEED'] ?? 'told'

describe('who joins', () => {
  test('[Y3] hears no word that was deleted, whoever deleted it, and however long ago', async () => {
    const { table, ada } = await DocScene.of()
    const bob = await table.sit('bob')
    const holds = async (words: string): Promise<boolean> => {
      const { state } = await table.join('reader')
      return state.tail.some((update) => Buffer.from(update).includes(words))
    }
    await ada.write((text) => text.insert(0, 'our secret plan'))
    expect(await holds('secret')).toBe(true)
    await bob.write((text) => text.delete(4, 7))
    expect(await holds('secret')).toBe(false)
    expect(await holds('our ')).toBe(true)
    // Words that lie among many that became one update.
    for (let i = 0; i < 70; i++) await ada.write((text) => text.insert(text.length, i === 9 ? 'hidden' : `${i};`))
    expect(await holds('hidden')).toBe(true)
    for (let i = 0; i < 70; i++) await bob.write((text) => text.insert(0, `${i}:`))
    await bob.write((text) => text.delete(text.toJSON().indexOf('hidden'), 6))
    expect(await holds('hidden')).toBe(false)
    const eve = await table.sit('eve')
    expect(eve.text()).toBe(ada.text())
    // And what is a whole block.
    await ada.write((_text, all) => all.getXmlFragment('default').insert(0, [new Y.XmlText('a whole block')]))
    await ada.write((_text, all) => all.getXmlFragment('default').delete(0, 1))
    expect(await holds('whole block')).toBe(false)
    expect((await table.sit('fay')).ydoc.getXmlFragment('default').length).toBe(0)
  })
})

test('[Y3] who joins a crowd hears no word that one of them wrote and somebody deleted', async () => {
  const { table, ada } = await DocScene.of()
  const crowd = [ada]
  for (let i = 0; i < 20; i++) crowd.push(await table.sit(`hand ${i}`))
  const { tail: before } = (await table.join('reader')).state
  crowd.forEach((hand, i) => {
    const update = hand.change((text) => text.insert(0, `<word ${i}>`))
    table.begin(hand.member, 'edit', update)
  })
  table.end()
  const { tail } = (await table.join('reader')).state
  expect(tail.length, 'one update of all, for all came in one tick').toBe(before.length + 1)
  const told = async (): Promise<Buffer> => Buffer.concat((await table.join('reader')).state.tail)
  expect((await told()).includes('word 7>')).toBe(true)
  await ada.write((text) => text.delete(text.toJSON().indexOf('<word 7>'), 8))
  expect((await told()).includes('word 7>')).toBe(false)
  expect((await told()).includes('word 8>')).toBe(true)
  expect((await table.sit('eve')).text()).toBe(ada.text())
})

test('what is told makes the same document as what was said, whatever was written and deleted', () => {
  const random = seededRandom(SEED)
  for (let round = 0; round < 4; round++) {
    const hands = Array.from({ length: 3 }, () => new Y.Doc())
    let past = new Past(NOTHING)
    let last: Uint8Array | undefined
    for (const hand of hands)
      hand.on('update', (update: Uint8Array, origin: unknown) => origin !== 'said' && (last = update))
    for (let step = 0; step < 120; step++) {
      const hand = hands[Math.floor(random() * hands.length)]!
      const text = hand.getText('code')
      const at = Math.floor(random() * (text.length + 1))
      last = undefined
      if (random() < 0.6) text.insert(at, `w${step} `)
      else text.delete(at, Math.min(text.length - at, 1 + Math.floor(random() * 12)))
      if (last === undefined) continue
      past.add(last)
      for (const other of hands) Y.applyUpdate(other, last, 'said')
      if (random() < 0.1) {
        const told = buildDoc(past.snapshot.data, past.told)
        expect(told.getText('code').toJSON(), SEED).toBe(text.toJSON())
        expect(Y.encodeStateAsUpdate(told), SEED).toEqual(Y.encodeStateAsUpdate(past.build()))
      }
      if (random() < 0.02) {
        const { n, snapshot, tail } = past.cut()
        const doc = buildDoc(snapshot, tail)
        past.rebase({ n, vector: Y.encodeStateVector(doc), data: Y.encodeStateAsUpdate(doc) })
      }
    }
    past = new Past(past.snapshot, past.tail)
    expect(buildDoc(past.snapshot.data, past.told).getText('code').toJSON()).toBe(hands[0]!.getText('code').toJSON())
  }
})

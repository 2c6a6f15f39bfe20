/** Old snapshots go, and the past stays. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocScene } from '../../../test/support/doc-scene.ts'
import { superseded } from './superseded.ts'
import type { Mark } from './superseded.ts'

const MIB = 1024 * 1024

test('of a long log few snapshots are left, the further back the further apart, and none too far from the next', () => {
  let marks: Mark[] = []
  let most = 0
  for (let i = 1; i <= 4_000; i++) {
    marks = [...marks, { n: i * 500, logBytes: (i * MIB) / 4 }]
    const gone = new Set(superseded(marks))
    marks = marks.filter(({ n }) => !gone.has(n))
    most = Math.max(most, marks.length)
  }
  // A gigabyte of log: one for each 20 MiB of what is old, and some for each doubling of what is not.
  expect(most).toBeLessThan(110)
  expect(marks[0]!.n).toBe(500)
  expect(marks.slice(-2).map(({ n }) => n)).toEqual([3_999 * 500, 4_000 * 500])
  const gaps = marks.slice(1).map(({ logBytes }, i) => logBytes! - marks[i]!.logBytes!)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(20 * MIB)
})

test('what nobody has counted stays, and so does what stands beside it', () => {
  const old = (n: number): Mark => ({ n, logBytes: null })
  const counted = (n: number): Mark => ({ n, logBytes: n })
  const marks = [old(1), old(2), counted(3), counted(4), counted(5), counted(1_000), counted(1_001)]
  expect(superseded(marks)).toEqual([4])
})

test('a document that is written over and over keeps some of its snapshots, and every state it was in', async () => {
  const { table, ada } = await DocScene.of()
  const was: string[] = ['']
  for (let i = 1; i <= 24; i++) {
    const words = String.fromCharCode(96 + i).repeat(30_000)
    for (let part = 0; part < 9; part++) {
      await ada.write((text) => text.insert(0, words))
      was.push(ada.text())
    }
    await ada.write((text) => text.delete(0, text.length))
    was.push('')
    table.work()
    for (let wait = 0; wait < 20; wait++) table.pass(1_000)
  }
  const stored = () => table.rows<{ n: number }>('select distinct n from doc_snapshot order by n').map(({ n }) => n)
  expect(
    new Set(table.test.recorded.filter(({ write }) => write === 'snapshot').map(({ row }) => row['n'])).size,
  ).toBeGreaterThan(15)
  expect(stored().length).toBeLessThan(12)
  // What a crash has cut off goes with the next that is whole.
  table.sqlite.exec(
    `insert into doc_snapshot select room, 41, 0, 2, at, vector, data, log_bytes from doc_snapshot limit 1`,
  )
  await table.reopen()
  const bob = await table.sit('bob')
  for (let part = 0; part < 9; part++) await bob.write((text) => text.insert(0, 'z'.repeat(30_000)))
  for (let wait = 0; wait < 20; wait++) {
    table.work()
    table.pass(1_000)
  }
  expect(stored()).not.toContain(41)
  expect(stored().length).toBeLessThan(12)
  const asking = table.asking('ada')
  for (const [n, text] of was.entries()) {
    if (n % 7 > 0) continue
    const { update } = await table.kind.queries!.state(asking.user, table.id, { n }, asking)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    expect(doc.getText('code').toJSON(), `at ${n}`).toBe(text)
  }
})

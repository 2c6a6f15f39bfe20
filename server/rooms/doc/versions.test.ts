/** Versions of a document, at a table of its own: a room over a real database. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocWriter } from '../../../test/support/doc-writer.ts'
import { DocTable } from '../../../test/support/doc-table.ts'
import type { Version } from '../../../shared/doc/types.ts'
import { jobs } from './jobs.ts'
import { KEEPS } from './versions.ts'

const ROUNDS = Number(process.env['TUTTI_DOC_ROUNDS'] ?? 10)

const codeIn = (state: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return doc.getText('code').toJSON()
}

const house = async (people: readonly string[] = ['ada', 'bob']) => {
  const { table, ada: seat } = await DocTable.of()
  const seats = [seat]
  for (const user of people.slice(1)) {
    await table.do(seat, 'share', { user, role: 'editor' })
    seats.push((await table.join(user)).member)
  }
  const writers = seats.map((member) => new DocWriter(table, member))
  const [ada, bob] = writers as [DocWriter, DocWriter]
  const work = (): unknown => {
    table.test.work(jobs.run)
    table.tick()
    for (const writer of writers) writer.hear()
    const answer = table.test.owed.at(-1)
    if (answer === null || answer === undefined || 'refused' in answer) throw answer?.refused ?? new Error('no answer')
    return answer.reply
  }
  return {
    table,
    writers,
    ada,
    bob,
    work,
    restore: async (by: DocWriter, n: number): Promise<Version> => {
      await table.do(by.member, 'restore', { n })
      return work() as Version
    },
    revert: async (by: DocWriter, user: string, fromMs: number, toMs: number): Promise<Version> => {
      await table.do(by.member, 'revert', { user, fromMs, toMs })
      return work() as Version
    },
    versions: async () => (await table.ask('ada', 'versions', {})).versions,
    head: async () => (await table.ask('ada', 'read', { format: 'text' })).n,
  }
}

describe('a version', () => {
  test('is kept by hand where the document stands, told to all, and named anew', async () => {
    const { table, ada, versions } = await house()
    await ada.type('one')
    const kept = (await table.do(ada.member, 'keep', { name: 'first' })) as Version
    expect(kept).toMatchObject({ n: 1, name: 'first', by: 'ada', byName: 'ada', type: 'named' })
    expect(table.test.told('version')).toEqual([kept])
    const renamed = await table.do(ada.member, 'nameVersion', { id: kept.id, name: '' })
    expect(renamed).toEqual({ ...kept, name: '', type: 'automatic' })
    expect(await versions()).toEqual([renamed])
    expect(await table.refusal(ada.member, 'nameVersion', { id: '1', name: 'x' })).toBe('not_found')
  })

  test('is kept by itself when nobody has written for ten minutes', async () => {
    const { table, ada, versions } = await house()
    await ada.type('one')
    table.pass(KEEPS.quietMs / 2)
    await ada.type('two')
    table.pass(KEEPS.quietMs - 1_000)
    expect(await versions()).toEqual([])
    table.pass(2_000)
    expect(await versions()).toMatchObject([{ n: 2, by: 'ada', type: 'automatic', name: '' }])
    table.pass(10 * KEEPS.quietMs)
    expect(await versions()).toHaveLength(1)
  })

  test('is kept when somebody else goes on after a pause, without what they write', async () => {
    const { table, ada, bob, versions } = await house()
    await ada.type('one')
    await bob.type('at once')
    table.pass(KEEPS.pauseMs)
    await ada.type('two')
    expect(await versions()).toMatchObject([{ n: 2, by: 'bob', type: 'automatic' }])
    table.pass(KEEPS.pauseMs)
    await ada.type('three')
    expect(await versions()).toHaveLength(1)
  })

  test('is kept each 50 KB', async () => {
    const { ada, versions } = await house()
    for (let times = 0; times < 5; times++) await ada.type('x'.repeat(30 * 1024))
    expect((await versions()).map(({ n }) => n)).toEqual([4, 2])
  })

  test('is kept of what was written before the room was closed, once somebody opens it, or goes on', async () => {
    const { table, ada, versions } = await house()
    await ada.type('one')
    table.pass(KEEPS.quietMs / 2)
    await table.reopen()
    table.pass(KEEPS.quietMs / 4)
    expect(await versions()).toEqual([])
    table.pass(KEEPS.quietMs / 4)
    expect(await versions()).toMatchObject([{ n: 1, by: 'ada', type: 'automatic' }])
    await table.reopen()
    const writer = new DocWriter(table, (await table.join('ada')).member)
    await writer.type('two')
    table.pass(60_000)
    await table.reopen()
    table.pass(KEEPS.quietMs)
    expect((await versions()).map(({ n }) => n)).toEqual([2, 1])
    await table.reopen()
    table.pass(10 * KEEPS.quietMs)
    expect(await versions()).toHaveLength(2)
  })

  test('list goes page by page, newest first, or named ones alone', async () => {
    const { table, ada } = await house()
    for (const name of ['a', 'b', 'c']) {
      await ada.type(name)
      await table.do(ada.member, 'keep', { name })
    }
    const first = await table.ask('bob', 'versions', { limit: 2 })
    expect(first.versions.map(({ name }) => name)).toEqual(['c', 'b'])
    const second = await table.ask('bob', 'versions', { limit: 2, before: first.next! })
    expect(second).toMatchObject({ versions: [{ name: 'a' }], next: null })
    await table.do(ada.member, 'nameVersion', { id: second.versions[0]!.id, name: '' })
    expect((await table.ask('bob', 'versions', { named: true })).versions).toHaveLength(2)
  })
})

describe('a restore', () => {
  test('is an edit that all see come in, a version, and can be restored from', async () => {
    const { ada, bob, restore, versions, table } = await house()
    await ada.type('one')
    await bob.change((text) => text.delete(0, 2))
    await bob.type(' two')
    ada.hear()
    const became = ada.text.toJSON()
    const version = await restore(ada, 1)
    expect(version).toMatchObject({ n: 4, by: 'ada', type: 'restored' })
    expect(bob.text.toJSON()).toBe('one')
    expect(await versions()).toEqual([version])
    await restore(bob, 3)
    expect(ada.text.toJSON()).toBe(became)
    expect(table.kicked).toEqual([])
    expect((await table.ask('bob', 'read', { format: 'text' })).text).toBe(became)
  })

  test('of what is there already changes nothing; asked for once more it is the same version', async () => {
    const { ada, restore, versions, head } = await house()
    await ada.type('one')
    await ada.type('two')
    const version = await restore(ada, 1)
    expect(await restore(ada, 1)).toEqual(version)
    expect(await versions()).toHaveLength(1)
    expect(await head()).toBe(3)
  })

  test('loses nothing that comes while it is made', async () => {
    const { table, ada, bob, work } = await house()
    await ada.type('one ')
    await ada.type('two ')
    await table.do(ada.member, 'restore', { n: 1 })
    await bob.type('meanwhile ')
    work()
    expect(ada.text.toJSON()).toBe('one meanwhile ')
    expect(bob.text.toJSON()).toBe('one meanwhile ')
  })

  test('waits for no other: one at a time', async () => {
    const { table, ada, bob, work } = await house()
    await ada.type('one')
    await table.do(ada.member, 'restore', { n: 0 })
    expect(await table.refusal(bob.member, 'restore', { n: 0 })).toBe('unavailable')
    work()
    expect(ada.text.toJSON()).toBe('')
    expect(await table.refusal(ada.member, 'restore', { n: 99 })).toBe('not_found')
  })

  test('under fire of twenty editors: what was, and every word that came after', async () => {
    const people = Array.from({ length: 20 }, (_, index) => (index === 0 ? 'ada' : `p${index}`))
    const at = await house(people)
    const word = fc.tuple(fc.nat(19), fc.nat(999))
    let signs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 8 }), async (before, after) => {
        const then = await at.head()
        const was = at.ada.text.toJSON()
        for (const [who, what] of before) await at.writers[who]!.scribble(what)
        await at.table.do(at.writers[1]!.member, 'restore', { n: then })
        const said = new Set<string>()
        for (const [who, what] of after) {
          // A sign of its own, so that what is left without the new ones is what was.
          const sign = String.fromCharCode(0xe000 + (signs++ % 6_400))
          said.add(sign)
          await at.writers[who]!.change((text) => text.insert(what % (text.length + 1), sign))
        }
        at.work()
        const now = at.ada.text.toJSON()
        const signsIn = Array.from(now).filter((sign) => said.has(sign))
        expect(new Set(signsIn)).toEqual(said)
        expect(
          Array.from(now)
            .filter((sign) => !said.has(sign))
            .join(''),
        ).toBe(was)
        for (const writer of at.writers) expect(writer.text.toJSON()).toBe(now)
      }),
      { numRuns: ROUNDS },
    )
    expect(at.table.kicked).toEqual([])
    const { text } = await at.table.ask('ada', 'read', { format: 'text' })
    expect(text).toBe(at.ada.text.toJSON())
  })
})

describe('a revert', () => {
  test('undoes what one person did in a time, and nothing else', async () => {
    const { table, ada, bob, revert } = await house()
    await ada.type('ada1 ')
    await bob.type('bob1 ')
    table.pass(60_000)
    const from = Math.floor(table.wallMs)
    await ada.type('ada2 ')
    await bob.type('bob2 ')
    await bob.change((text) => text.delete(0, 5))
    const to = Math.floor(table.wallMs)
    table.pass(60_000)
    await bob.type('bob3 ')
    expect(await table.ask('ada', 'authors', {})).toEqual([
      { id: 'ada', name: 'ada' },
      { id: 'bob', name: 'bob' },
    ])
    const seen = await table.ask('ada', 'reverted', { user: 'bob', fromMs: from, toMs: to })
    expect([seen.from, seen.to].map(codeIn)).toEqual([bob.text.toJSON(), 'ada1 bob1 ada2 bob3 '])
    const kept = await revert(ada, 'bob', from, to)
    expect(ada.text.toJSON()).toBe('ada1 bob1 ada2 bob3 ')
    // It is an edit like any other: taken back alone, whatever came behind it.
    table.pass(1000)
    await bob.type('bob4 ')
    await revert(ada, 'ada', kept.at, kept.at)
    expect(ada.text.toJSON()).toBe('bob1 ada2 bob2 bob3 bob4 ')
    expect(await table.refusal(ada.member, 'revert', { user: 'eve', fromMs: 0, toMs: to })).toBe('not_found')
  })
})

describe('the past', () => {
  test('is there at every position, as a document and step by step', async () => {
    const { table, ada, bob } = await house()
    const was: string[] = ['']
    for (let n = 1; n <= 12; n++) {
      await (n % 2 === 0 ? ada : bob).scribble(n * 7919)
      was.push(ada.text.toJSON())
      ada.hear()
      was[n] = ada.text.toJSON()
    }
    for (const [n, text] of was.entries()) {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, (await table.ask('bob', 'state', { n })).update)
      expect(doc.getText('code').toJSON()).toBe(text)
    }
    const replayed = new Y.Doc()
    let after = 0
    for (let next: number | null = 0; next !== null;) {
      const page: Awaited<ReturnType<typeof table.ask<'history'>>> = await table.ask('bob', 'history', {
        after,
        limit: 5,
      })
      for (const { n, update } of page.entries) {
        Y.applyUpdate(replayed, update)
        expect(replayed.getText('code').toJSON()).toBe(was[n])
      }
      next = page.next
      after = next ?? after
    }
    expect(await table.refusal(ada.member, 'restore', { n: 13 })).toBe('not_found')
  })

  test('of a long log is there from end to end with several edits to a step', async () => {
    const { table, ada, bob } = await house()
    for (let n = 1; n <= 23; n++) await (n % 2 === 0 ? ada : bob).type(`${n} `)
    const film = new Y.Doc()
    const steps: [number, string, string][] = []
    for (let after: number | null = 0; after !== null;) {
      const page: Awaited<ReturnType<typeof table.ask<'history'>>> = await table.ask('bob', 'history', {
        after,
        limit: 2,
        stride: 5,
      })
      expect(page.head).toBe(23)
      for (const { n, by, update } of page.entries) {
        Y.applyUpdate(film, update)
        steps.push([n, by, film.getText('code').toJSON().split(' ').at(-2)!])
      }
      after = page.next
    }
    expect(steps).toEqual([
      [5, 'bob', '5'],
      [10, 'ada', '10'],
      [15, 'bob', '15'],
      [20, 'ada', '20'],
      [23, 'bob', '23'],
    ])
  })

  test('differs by who wrote and who deleted', async () => {
    const { table, ada, bob } = await house()
    await ada.type('hello world')
    await bob.change((text) => text.delete(0, 6))
    await bob.type('!')
    await ada.change((text) => text.delete(0, 1))
    const diff = await table.ask('ada', 'diff', { from: 1 })
    const owner = new Map(diff.clients)
    expect(owner.get(bob.doc.clientID)).toBe('bob')
    expect(diff.deleted).toEqual([
      { user: 'bob', ranges: [[ada.doc.clientID, 0, 6]] },
      { user: 'ada', ranges: [[ada.doc.clientID, 6, 1]] },
    ])
    expect(diff.people.map(({ id }) => id).toSorted()).toEqual(['ada', 'bob'])
    const doc = new Y.Doc({ gc: false })
    Y.applyUpdate(doc, diff.from)
    expect(doc.getText('code').toJSON()).toBe('hello world')
    Y.applyUpdate(doc, diff.to)
    expect(doc.getText('code').toJSON()).toBe('orld!')
  })

  test('is closed to whoever may not edit', async () => {
    const { table, ada } = await house()
    await ada.type('x')
    await table.do(ada.member, 'publish', { role: 'commenter' })
    for (const ask of [
      () => table.ask('eve', 'versions', {}),
      () => table.ask('eve', 'state', { n: 0 }),
      () => table.ask('eve', 'diff', { from: 0 }),
      () => table.ask('eve', 'history', { after: 0 }),
      () => table.ask('eve', 'authors', {}),
      () => table.ask('eve', 'reverted', { user: 'ada', fromMs: 0, toMs: 4e12 }),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect((await table.ask('eve', 'read', { format: 'text' })).text).toBe('x')
  })
})

/** My suggestions: however large, without a connection, refused, and behind edits that are not there yet. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import { settled } from '../fake-host.ts'
import { FakeCopies } from './fake-copies.ts'
import { openPage, written } from './fake-desk.ts'
import type { PageOptions } from './fake-desk.ts'
import type { DocFork } from './suggestion-types.ts'

const codeOf = (doc: Y.Doc): string => doc.getText('code').toJSON()

type Page = Awaited<ReturnType<typeof openPage>>
const HELLO = written('hello')

const openAs = (role: 'suggester' | 'editor', options: PageOptions = {}) =>
  openPage({
    ...options,
    prepare: (room) => {
      room.take(HELLO)
      room.role = role
      room.pages['suggestions'] = { forks: [], changes: [] }
      options.prepare?.(room)
    },
  })
const myFork = async ({ room, doc }: Page): Promise<DocFork> => {
  const opening = doc.suggestions.mine()
  await room.settle(50)
  return opening
}
/** The host has these of mine by now. */
const holds = (updates: readonly Uint8Array[]) => ({
  forks: [{ user: 'u1', name: 'Ada', at: 1, update: Y.mergeUpdates([...updates]) }],
  changes: [],
})

describe('a large suggestion', () => {
  it('goes up in parts, and is saved when the last of them is', async () => {
    const page = await openAs('suggester')
    const fork = await myFork(page)
    fork.doc.getText('code').insert(5, 'x'.repeat(100_000))
    await page.room.settle(500)
    const parts = page.room.sent('suggestPart') as { of: number; update: Uint8Array }[]
    expect([parts.length, parts.every(({ of }) => of === 3), page.room.sent('suggest').length]).toEqual([3, true, 0])
    const whole = Buffer.concat(parts.map(({ update }) => update))
    Y.applyUpdate(page.room.ydoc, whole)
    expect([page.room.text.length, fork.saved, fork.waiting, fork.refused]).toEqual([100_005, true, 0, 0])
  })

  it('that is more than one may propose says so, and is kept aside or dropped', async () => {
    const page = await openAs('suggester')
    const fork = await myFork(page)
    fork.doc.getText('code').insert(5, 'x'.repeat(DOC.forkBytesMax + 1))
    await page.room.settle(500)
    expect([fork.saved, fork.waiting, fork.refused, fork.refusal?.code]).toEqual([false, 0, 1, 'body_too_large'])
    expect(fork.refusal?.message).toBe('this is too much to propose at once')
    const before = fork.doc
    expect(fork.discard()).not.toBe(before)
    expect([codeOf(fork.doc), fork.saved]).toEqual(['hello', true])
    fork.doc.getText('code').insert(5, '!')
    await page.room.settle()
    expect([page.room.sent('suggest').length, fork.saved]).toEqual([1, true])
  })
})

describe('a refused suggestion', () => {
  it('is in the copy that one keeps: a document of one’s own', async () => {
    const page = await openAs('suggester')
    const fork = await myFork(page)
    page.room.refusals.push('bad_body')
    fork.doc.getText('code').insert(5, ', all of it')
    await page.room.settle()
    expect([fork.refused, fork.refusal?.code, page.doc.refused]).toEqual([1, 'bad_body', 0])
    const keeping = fork.keepCopy('Mine')
    await settled()
    page.room.info = null
    page.room.ydoc = new Y.Doc()
    await page.room.settle(1_000)
    const copy = await keeping
    expect([page.room.text, copy.saved]).toEqual(['hello, all of it', true])
    copy.close()
  })

  it('for one’s role is told, and sent when the role is back', async () => {
    const page = await openAs('suggester')
    const fork = await myFork(page)
    page.room.becomes('commenter')
    fork.doc.getText('code').insert(5, '!')
    await page.room.settle()
    expect([fork.saved, fork.refused, fork.refusal?.code, page.room.sent('suggest').length]).toEqual([
      false,
      1,
      'forbidden',
      0,
    ])
    page.room.becomes('suggester')
    await page.room.settle()
    expect([fork.saved, fork.refused, page.room.sent('suggest').length]).toEqual([true, 0, 1])
  })
})

describe('without a connection', () => {
  /** Somebody who suggested ' there', which the host has, and then '!', which it has not; and closed the page. */
  const earlier = async () => {
    const copies = new FakeCopies()
    const page = await openAs('suggester', { copies })
    const fork = await myFork(page)
    fork.doc.getText('code').insert(5, ' there')
    await page.room.settle()
    const sent = page.room.sent('suggest') as Uint8Array[]
    page.room.tell('suggested', { user: 'u1', name: 'Ada', update: sent[0] })
    await page.room.settle()
    page.room.cut()
    await settled()
    fork.doc.getText('code').insert(11, '!')
    expect([fork.kept, fork.saved, fork.waiting]).toEqual([true, false, 1])
    page.doc.close()
    page.client.close()
    await settled()
    return { copies, sent }
  }

  it('suggestions are kept, opened from their copy, written on, and sent on return', async () => {
    const { copies, sent } = await earlier()
    const page = await openAs('suggester', { copies, user: 'u1', away: true })
    await settled()
    const fork = await page.doc.suggestions.mine()
    expect([codeOf(fork.doc), page.text(), fork.saved, fork.waiting]).toEqual(['hello there!', 'hello', false, 1])
    fork.doc.getText('code').insert(12, '!')
    page.room.pages['suggestions'] = holds(sent)
    await page.arrive()
    await page.room.settle(500)
    const updates = page.room.sent('suggest') as Uint8Array[]
    for (const update of [...sent, ...updates]) Y.applyUpdate(page.room.ydoc, update)
    expect([page.room.text, fork.saved, codeOf(fork.doc)]).toEqual(['hello there!!', true, 'hello there!!'])
    page.clock.advance(2_000)
    expect([...copies.forks.values()].map(({ mine }) => mine.size)).toEqual([0])
  })

  it('what was accepted meanwhile is in the document, and what is mine goes on behind it', async () => {
    const { copies, sent } = await earlier()
    const page = await openAs('suggester', { copies, user: 'u1', away: true, prepare: (room) => room.take(sent[0]!) })
    await settled()
    const fork = await page.doc.suggestions.mine()
    await page.arrive()
    await page.room.settle(500)
    for (const update of page.room.sent('suggest') as Uint8Array[]) Y.applyUpdate(page.room.ydoc, update)
    expect([page.room.text, fork.saved, fork.refused]).toEqual(['hello there!', true, 0])
  })

  it('what was rejected meanwhile does not come back, and what was written behind it is not lost unasked', async () => {
    const { copies } = await earlier()
    const page = await openAs('suggester', { copies, user: 'u1', away: true })
    await settled()
    const fork = await page.doc.suggestions.mine()
    await page.arrive()
    await page.room.settle(500)
    expect([page.room.sent('suggest').length, fork.saved, fork.refused, fork.refusal?.code]).toEqual([
      0,
      false,
      1,
      'conflict',
    ])
    expect(codeOf(fork.doc)).toBe('hello there!')
    fork.discard()
    await page.room.settle()
    expect([codeOf(fork.doc), fork.saved]).toEqual(['hello', true])
  })

  it('are known to be unsent on a later visit, until they are sent', async () => {
    const { copies, sent } = await earlier()
    const page = await openAs('editor', { copies, prepare: (room) => (room.pages['suggestions'] = holds(sent)) })
    expect(await page.doc.suggestions.unsent()).toBe(true)
    const fork = await myFork(page)
    await page.room.settle(500)
    expect([fork.saved, await page.doc.suggestions.unsent()]).toEqual([true, false])
    page.doc.close()
    await settled()
    const again = await openAs('editor', { copies })
    expect(await again.doc.suggestions.unsent()).toBe(false)
  })

  it('whoever waits for them hears that the document was closed', async () => {
    const page = await openAs('suggester')
    page.room.cut()
    await settled()
    const opening = page.doc.suggestions.mine()
    const failed = expect(opening).rejects.toMatchObject({ code: 'not_joined' })
    await settled()
    page.doc.close()
    await failed
  })

  it('and without a copy it is said that nothing is kept', async () => {
    const page = await openAs('suggester')
    const fork = await myFork(page)
    expect([fork.kept, page.doc.kept]).toEqual([false, false])
  })
})

describe('a suggestion behind an edit of mine', () => {
  it('waits until that is durable, after a connection was lost as well', async () => {
    const page = await openAs('editor')
    const fork = await myFork(page)
    page.room.cut()
    await settled()
    page.write(', you')
    fork.doc.getText('code').insert(10, ' there')
    await page.back()
    await page.room.settle(500)
    const names = page.room.got.map(({ name }) => name).filter((name) => name === 'edit' || name === 'suggest')
    expect(names).toEqual(['edit', 'suggest'])
    Y.applyUpdate(page.room.ydoc, page.room.sent('suggest')[0] as Uint8Array)
    expect([page.room.text, fork.saved]).toEqual(['hello, you there', true])
  })

  it('that the host cannot place is compared with what it has, and sent once more', async () => {
    const page = await openAs('suggester')
    const fork = await myFork(page)
    fork.doc.getText('code').insert(5, ' a')
    await page.room.settle()
    const [first] = page.room.sent('suggest') as Uint8Array[]
    page.room.take(first!)
    page.room.refusals.push('conflict')
    fork.doc.getText('code').insert(7, ' b')
    await page.room.settle(3_000)
    expect(page.room.queries.filter((name) => name === 'suggestions')).toHaveLength(2)
    const all = page.room.sent('suggest') as Uint8Array[]
    Y.applyUpdate(page.room.ydoc, all.at(-1)!)
    expect([all.length, page.room.text, fork.saved]).toEqual([3, 'hello a b', true])
  })
})

describe('an editor who is made a suggester', () => {
  it('may save what was refused as a suggestion', async () => {
    const copies = new FakeCopies()
    const page = await openAs('editor', { copies })
    page.room.silent = true
    page.room.becomes('suggester')
    page.write(', mine')
    page.room.silent = false
    await page.room.settle()
    expect([page.doc.refused, page.doc.refusal?.code]).toEqual([1, 'forbidden'])
    const saving = page.doc.suggestRefused()
    await page.room.settle(500)
    const fork = await saving
    expect([page.text(), page.doc.refused, page.doc.saved, page.room.text]).toEqual(['hello', 0, true, 'hello'])
    expect([codeOf(fork.doc), fork.saved, page.room.sent('suggest').length]).toEqual(['hello, mine', true, 1])
    Y.applyUpdate(page.room.ydoc, page.room.sent('suggest')[0] as Uint8Array)
    expect(page.room.text).toBe('hello, mine')
  })

  it('and suggests beside it: both go up together', async () => {
    const page = await openAs('editor')
    page.room.becomes('suggester')
    page.write(', mine')
    await page.room.settle()
    const fork = await myFork(page)
    fork.doc.getText('code').insert(11, ' too')
    await page.room.settle()
    // It hangs on what was refused: it waits for what is to become of that.
    expect([page.room.sent('suggest').length, fork.waiting]).toEqual([0, 1])
    const saving = page.doc.suggestRefused()
    await page.room.settle(500)
    await saving
    for (const update of page.room.sent('suggest') as Uint8Array[]) Y.applyUpdate(page.room.ydoc, update)
    expect([page.room.text, fork.saved]).toEqual(['hello, mine too', true])
  })
})

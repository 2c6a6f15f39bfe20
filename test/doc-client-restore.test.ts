/** Whole house: a version comes back while twenty people go on typing, over real sockets. */
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { anchorOf, openDoc, placeOf } from '../client-sdk/src/doc.ts'
import type { DocProvider } from '../client-sdk/src/doc.ts'
import { docPlace, docSees } from './support/doc-place.ts'
import { until } from './support/until.ts'

const EDITORS = 20

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const textOf = (doc: DocProvider) => doc.doc.getText('code')
/** A sign of its own for each thing typed: what is left without them is what was restored. */
const sign = (number: number): string => String.fromCharCode(0xe000 + number)
const signsIn = (text: string): string[] => Array.from(text).filter((char) => char >= '\ue000' && char < '\uf8ff')
const without = (text: string, signs: ReadonlySet<string>): string =>
  Array.from(text)
    .filter((char) => !signs.has(char))
    .join('')

it('a restore under fire is what was, with every sign that came after; all stay, and it can be undone', async () => {
  const place = await docPlace()
  cleanup.push(place.close)
  const docs: DocProvider[] = []
  for (let index = 0; index < EDITORS; index++) {
    const doc = openDoc(await place.come(`p${index}`), 'fire', { create: { title: 'Fire', public: 'editor' } })
    cleanup.push(() => doc.close())
    await doc.ready
    docs.push(doc)
  }
  const [ada] = docs as [DocProvider]
  let typed = 0
  const type = (count: number): Set<string> => {
    const said = new Set<string>()
    for (let times = 0; times < count; times++) {
      const doc = docs[times % EDITORS]!
      const text = textOf(doc)
      said.add(sign(typed))
      text.insert((typed * 7919) % (text.length + 1), sign(typed++))
    }
    return said
  }
  const texts = (): Set<string> => new Set(docs.map((doc) => textOf(doc).toJSON()))
  const all = (what: () => boolean): Promise<void> =>
    until(
      what,
      (look) => {
        for (const doc of docs) doc.doc.on('update', () => look())
      },
      15_000,
    )
  /** Everybody has everything: what all of them read. */
  const settled = async (): Promise<string> => {
    await Promise.all(docs.map((doc) => doc.whenSaved()))
    await all(() => texts().size === 1)
    return textOf(ada).toJSON()
  }

  textOf(ada).insert(0, 'once upon a time there was a text')
  const before = type(60)
  const was = await settled()
  const version = await ada.versions.keep('before')
  textOf(docs[3]!).delete(0, 12)
  textOf(docs[4]!).insert(4, ' and much that was regretted')
  const became = await settled()
  expect(became).not.toBe(was)
  const last = await ada.versions.keep('after')

  const restoring = docs[7]!.versions.restore(version.n)
  const during = type(100)
  const restored = await restoring
  const after = type(100)
  const now = await settled()
  const fresh = new Set([...during, ...after])
  const seen = new Set(signsIn(now))
  // What reached the room before the restore did was there to be undone, and is in the history.
  for (const one of [...before, ...after]) expect(seen.has(one)).toBe(true)
  expect(without(now, fresh)).toBe(was)
  expect(restored).toMatchObject({ type: 'restored', by: 'p7' })
  for (const doc of docs) expect([doc.status, doc.saved, doc.waiting]).toEqual(['connected', true, 0])

  await ada.versions.restore(last.n)
  await all(() => texts().size === 1 && texts().has(became))
})

it('comments go with the text that a restore takes, and come with the text that it brings back, while others type', async () => {
  const place = await docPlace()
  cleanup.push(place.close)
  const open = async (user: string): Promise<DocProvider> => {
    const doc = openDoc(await place.come(user), 'notes', { create: { title: 'Notes', public: 'editor' } })
    cleanup.push(() => doc.close())
    await doc.ready
    return doc
  }
  const [ada, bob, ...others] = (await Promise.all(['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'].map(open))) as [
    DocProvider,
    DocProvider,
    ...DocProvider[],
  ]
  let typed = 0
  const type = (): void => {
    for (const doc of others) textOf(doc).insert(textOf(doc).length, sign(typed++))
  }
  const without = (doc: DocProvider): string =>
    textOf(doc)
      .toJSON()
      .replaceAll(/[\ue000-\uf8ff]/g, '')
  const say = async (quote: string): Promise<string> => {
    const at = textOf(bob).toJSON().indexOf(quote)
    const end = (index: number, assoc: number) => Y.createRelativePositionFromTypeIndex(textOf(bob), index, assoc)
    const anchor = anchorOf(end(at, 0), end(at + quote.length, -1), quote)
    return (await bob.comments.start(anchor, `about ${quote}`)).thread
  }
  /** What a comment hangs at, as somebody else reads it; undefined: at nothing. */
  const at = (doc: DocProvider, thread: string): string | undefined => {
    const { anchor, detached } = doc.comments.threads.find(({ id }) => id === thread) ?? {}
    const found = anchor && !detached ? placeOf(anchor) : undefined
    if (found === undefined) return undefined
    const [from, to] = [found.from, found.to].map((one) => Y.createAbsolutePositionFromRelativePosition(one, doc.doc))
    return from && to ? textOf(doc).toJSON().slice(from.index, to.index) : 'nowhere'
  }
  const everybody = (what: (doc: DocProvider) => boolean): Promise<unknown> =>
    Promise.all([ada, bob, ...others].map((doc) => docSees(doc, () => what(doc))))

  textOf(ada).insert(0, 'The quick brown fox jumps.')
  await everybody((doc) => without(doc) === 'The quick brown fox jumps.')
  const taken = await say('quick brown')
  const version = await ada.versions.keep('before')
  type()
  textOf(ada).delete(4, 12)
  textOf(ada).insert(0, 'One lazy dog. ')
  await everybody((doc) => without(doc) === 'One lazy dog. The fox jumps.')
  const brought = await say('lazy dog')
  await everybody((doc) => at(doc, taken) === undefined && at(doc, brought) === 'lazy dog')
  const last = await ada.versions.keep('after')

  type()
  const restoring = ada.versions.restore(version.n)
  type()
  await restoring
  type()
  await everybody((doc) => without(doc) === 'The quick brown fox jumps.')
  await everybody((doc) => at(doc, taken) === 'quick brown' && at(doc, brought) === undefined)

  await ada.versions.restore(last.n)
  type()
  await everybody((doc) => without(doc) === 'One lazy dog. The fox jumps.')
  await everybody((doc) => at(doc, taken) === undefined && at(doc, brought) === 'lazy dog')
  await Promise.all(others.map((doc) => doc.whenSaved()))

  // And the host knows it of itself.
  await place.end()
  await place.begin()
  const gus = await open('gus')
  await docSees(gus, () => without(gus) === 'One lazy dog. The fox jumps.' && gus.comments.threads.length === 2)
  expect([at(gus, taken), at(gus, brought)]).toEqual([undefined, 'lazy dog'])
})

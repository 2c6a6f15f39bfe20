/** Restore and revert on documents alone, against oracles. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { restoring, reverting } from './rewind.ts'

const ROUNDS = Number(process.env['TUTTI_DOC_ROUNDS'] ?? 100)

/** Anything that people do to a document: texts, elements in elements, maps in maps, attributes. */
type Deed = readonly [what: number, where: number, how: number]
const deeds = fc.array(fc.tuple(fc.nat(7), fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 30 })

const act = (doc: Y.Doc, [what, where, how]: Deed): void => {
  const text = doc.getText('code')
  const page = doc.getXmlFragment('default')
  const map = doc.getMap<unknown>('map')
  const at = (length: number): number => (length === 0 ? 0 : where % (length + 1))
  doc.transact(() => {
    if (what === 0) text.insert(at(text.length), `w${how} `)
    if (what === 1 && text.length > 0)
      text.delete(where % text.length, Math.min(1 + (how % 9), text.length - (where % text.length)))
    if (what === 2) {
      const element = new Y.XmlElement('paragraph')
      element.setAttribute('level', String(how % 5))
      element.insert(0, [new Y.XmlText(`p${how}`)])
      page.insert(at(page.length), [element])
    }
    if (what === 3 && page.length > 0) page.delete(where % page.length, 1)
    if (what === 4 && page.length > 0) {
      const element = page.get(where % page.length)
      if (element instanceof Y.XmlElement) element.setAttribute('level', String(how % 5))
      const inner = element instanceof Y.XmlElement ? element.get(0) : undefined
      if (inner instanceof Y.XmlText) inner.insert(0, `i${how}`)
    }
    if (what === 5) map.set(`k${where % 4}`, how)
    if (what === 6) map.set(`k${where % 4}`, new Y.Map([['inner', how]]))
    if (what === 7) {
      const inner = map.get(`k${where % 4}`)
      if (inner instanceof Y.Map) inner.set('inner', `set${how}`)
      else map.delete(`k${where % 4}`)
    }
  })
}

const look = (doc: Y.Doc): unknown => ({
  text: doc.getText('code').toJSON(),
  page: doc.getXmlFragment('default').toJSON(),
  map: doc.getMap('map').toJSON(),
})

/** A host's document, with its log. */
const host = () => {
  const doc = new Y.Doc()
  const log: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => log.push(update))
  return { doc, log }
}

const docOf = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

describe('restoring', () => {
  test('makes of any document what it was, and undoing that what it had become', () => {
    fc.assert(
      fc.property(deeds, deeds, (first, second) => {
        const { doc } = host()
        for (const deed of first) act(doc, deed)
        const then = Y.encodeStateAsUpdate(doc)
        const was = look(doc)
        for (const deed of second) act(doc, deed)
        const became = look(doc)
        const now = Y.encodeStateAsUpdate(doc)
        const update = restoring([then], [now], 77)
        if (update !== null) Y.applyUpdate(doc, update)
        expect(look(doc)).toEqual(was)
        const back = restoring([now], [Y.encodeStateAsUpdate(doc)], 78)
        if (back !== null) Y.applyUpdate(doc, back)
        expect(look(doc)).toEqual(became)
      }),
      { numRuns: ROUNDS },
    )
  })

  test('says nothing where nothing has changed', () => {
    const { doc } = host()
    act(doc, [2, 0, 1])
    const state = Y.encodeStateAsUpdate(doc)
    expect(restoring([state], [state], 77)).toBeNull()
  })

  test('of twenty who go on typing loses nobody a word, and all see the same', () => {
    fc.assert(
      fc.property(
        deeds,
        deeds,
        fc.array(fc.tuple(fc.nat(19), fc.nat(999)), { maxLength: 40 }),
        (first, second, typed) => {
          const { doc } = host()
          doc.getText('code').insert(0, 'base ')
          for (const deed of first) act(doc, deed)
          const then = Y.encodeStateAsUpdate(doc)
          const was = doc.getText('code').toJSON()
          for (const deed of second) act(doc, deed)
          const now = Y.encodeStateAsUpdate(doc)
          const editors = Array.from({ length: 20 }, () => docOf(now))
          const words = typed.map(([who, word]) => {
            const text = editors[who]!.getText('code')
            text.insert((word * 7) % (text.length + 1), `<${who}:${word}>`)
            return `<${who}:${word}>`
          })
          const update = restoring([then], [now], 77)
          const said = [...(update === null ? [] : [update]), ...editors.map((editor) => Y.encodeStateAsUpdate(editor))]
          for (const all of [doc, ...editors]) for (const one of said) Y.applyUpdate(all, one)
          const text = doc.getText('code').toJSON()
          for (const editor of editors) expect(look(editor)).toEqual(look(doc))
          // What was typed is there, letter by letter; without it stands what was.
          const letters = (of: string): string =>
            of
              .replace(/[^<>:]/g, '')
              .split('')
              .toSorted()
              .join('')
          expect(letters(text)).toBe(letters(words.join('')))
          if (words.length === 0) expect(text).toBe(was)
        },
      ),
      { numRuns: Math.ceil(ROUNDS / 4) },
    )
  })
})

describe('reverting', () => {
  test("one person's edits leaves everybody else's", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(999), fc.boolean()), { minLength: 1, maxLength: 30 }),
        (turns) => {
          const base = docOf()
          base.getText('code').insert(0, 'once upon a time')
          const start = Y.encodeStateAsUpdate(base)
          const { doc, log } = host()
          Y.applyUpdate(doc, start)
          log.length = 0
          const ada = docOf(start)
          const bob = docOf(start)
          const steps = turns.map(([mine, word, remove]) => {
            const author = mine ? ada : bob
            Y.applyUpdate(author, Y.encodeStateAsUpdate(doc))
            const before = Y.encodeStateVector(author)
            const text = author.getText('code')
            // Each deletes only of the tale, so that the oracle below is plain.
            const at = text.toJSON().search(/[a-z ]/)
            if (remove && at >= 0) text.delete(at, 1)
            else text.insert((word * 13) % (text.length + 1), mine ? 'A' : 'B')
            const update = Y.encodeStateAsUpdate(author, before)
            Y.applyUpdate(doc, update)
            return { update, undo: mine }
          })
          const update = reverting([start], steps, [Y.encodeStateAsUpdate(doc)], 77)
          if (update !== null) Y.applyUpdate(doc, update)
          const text = doc.getText('code').toJSON()
          const bobs = turns.filter(([mine, , remove]) => !mine && !remove).length
          expect(text.replace(/[^A]/g, '')).toBe('')
          expect(text.replace(/[^B]/g, '').length).toBeGreaterThanOrEqual(bobs)
          const deletedByBob = turns.filter(([mine, , remove]) => !mine && remove).length
          expect(text.replace(/[AB]/g, '').length).toBe(Math.max(0, 'once upon a time'.length - deletedByBob))
        },
      ),
      { numRuns: ROUNDS },
    )
  })
})

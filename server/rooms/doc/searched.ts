/** What search is given of a document, however long it is: the beginning of its text, and every other word that it has. */
import * as Y from 'yjs'
import { TuttiError } from '../../../shared/errors.ts'
import { WORD_MAX, wordsOf } from '../../../shared/words.ts'
import { textAs } from './text/content.ts'

/** UTF-16 units that are kept as they stand, and shown around what was found. */
export const HEAD_MAX = 100_000
/** UTF-8 bytes of the words behind: Postgres takes a megabyte of all words of a document, the head's among them. */
const REST_BYTES = 400_000
/** UTF-16 units that are taken apart at a time. */
const SLICE = 64 * 1024

/** The words of a document that search finds it by. */
export const searchedOf = (doc: Y.Doc): string => {
  const text = textOf(doc)
  const head = cutAt(text, 0, HEAD_MAX)
  const known = text.length > head.length ? new Set(wordsOf(head)) : new Set<string>()
  const more = restOf(text, head.length, known)
  // With halves of letters, or what Postgres cannot keep.
  const all = more === '' ? head : `${head}\n${more}`
  return (all.isWellFormed() ? all : all.toWellFormed()).replaceAll('\0', ' ')
}

/** Each word once, in the order in which they come first, as far as there is room. */
const restOf = (text: string, from: number, known: Set<string>): string => {
  const words: string[] = []
  let bytes = 0
  for (let at = from; at < text.length;) {
    const slice = cutAt(text, at, SLICE)
    at += slice.length
    for (const one of wordsOf(slice)) {
      const word = one.length > WORD_MAX ? Array.from(one).slice(0, WORD_MAX).join('') : one
      if (known.has(word)) continue
      bytes += Buffer.byteLength(word) + 1
      if (bytes > REST_BYTES) return words.join(' ')
      known.add(word)
      words.push(word)
    }
  }
  return words.join(' ')
}

/** From `from` on, so many units at most, and no word in two where it has an end within reach. */
const cutAt = (text: string, from: number, most: number): string => {
  const end = from + most
  if (end >= text.length) return text.slice(from)
  for (let to = end; to > end - 4 * WORD_MAX && to > from; to--)
    if (text[to] === ' ' || text[to] === '\n') return text.slice(from, to)
  return text.slice(from, end)
}

/** As text; what is too large to be told as one is read as it stands. */
const textOf = (doc: Y.Doc): string => {
  try {
    return textAs(doc, 'text')
  } catch (thrown) {
    if (!(thrown instanceof TuttiError)) throw thrown
    const texts: string[] = []
    for (const root of doc.share.values()) collect(root, texts)
    return texts.join('')
  }
}

type AnyType = Y.Doc['share'] extends Map<string, infer T> ? T : never

/** The guard bounds how deep types stand in one another. */
const collect = (type: AnyType, texts: string[]): void => {
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentString) texts.push(content.str)
    else if (content instanceof Y.ContentType) {
      texts.push('\n')
      collect(content.type, texts)
      texts.push('\n')
    }
  }
}

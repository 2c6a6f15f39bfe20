/** What the door of a document lets in, rule by rule, in updates made by hand. */
import { describe, expect, it } from 'vitest'
import {
  any,
  behind,
  bytes,
  deletes,
  inParent,
  inRoot,
  KEY,
  ORIGIN,
  RIGHT,
  section,
  u8,
  update,
} from '../../../../test/support/yjs-bytes.ts'
import { inspect } from './inspect.ts'
import { GUARD } from './limits.ts'
import type { Id, Spot } from './spot.ts'
import type { GuardView, Reason } from './verdict.ts'

const GC = 0
const DELETED = 1
const JSONS = 2
const BINARY = 3
const STRING = 4
const EMBED = 5
const FORMAT = 6
const TYPE = 7
const ANY = 8
const DOC = 9
const SKIP = 10

const lies = (id: Id, depth = 1): Spot => ({ root: 'text', holder: null, key: null, depth, after: id, before: id })

/** Ann wrote [1, 0..10) and bob [2, 0..5); [1, 4..6) is deleted; the document has one root. */
const view = (more: Partial<GuardView> = {}): GuardView => ({
  author: 'ann',
  roots: 1,
  hasRoot: (name) => name === 'text',
  ownRoots: () => 1,
  clients: 2,
  clock: (client) => ({ 1: 10, 2: 5 })[client] ?? 0,
  owner: (client) => ({ 1: 'ann', 2: 'bob' })[client],
  deleted: (client, clock, length) => client === 1 && clock >= 4 && clock + length <= 6,
  spot: (client, clock) => lies({ client, clock }),
  isBefore: (a, b) => a.clock < b.clock,
  between: () => 0,
  ...more,
})

const hi = inRoot(STRING, 'text', 'hi')
/** One new item of a client nobody knows. */
const item = (kind: number, ...content: readonly (number | string | Uint8Array)[]): Uint8Array =>
  update([section(7, 0, inRoot(kind, 'text', ...content))])
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
const jsonNested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('the guard accepts', () => {
  it.each<[string, Uint8Array]>([
    ['a text in a root', item(STRING, 'hello')],
    ['a text behind what is known', update([section(1, 10, behind(STRING, [1, 9], 'x'))])],
    ['a text before what another wrote', update([section(1, 10, [u8(STRING | RIGHT), 2, 0, 'x'])])],
    ['a value of a map', update([section(7, 0, [u8(ANY | KEY), 1, 'text', 'key', 1, any({ a: [1, null, 'é'] })])])],
    [
      'every form of a value',
      item(
        ANY,
        9,
        any([1, -1.5, 2 ** 60]),
        any(10n),
        any(undefined),
        any(true),
        any(false),
        any(null),
        any('z'),
        any(new Uint8Array(3)),
        any({}),
      ),
    ],
    ['a list of JSON and undefined', item(JSONS, 3, '{"a":[1,-2.5e+3,"\\u00e9"]}', 'undefined', ' null ')],
    ['a binary', item(BINARY, 3, u8(1, 2, 3))],
    ['an embed', item(EMBED, '{"image":"x"}')],
    ['a format', item(FORMAT, 'bold', 'true')],
    [
      'an element and a text in it',
      update([section(7, 0, inRoot(TYPE, 'text', 3, 'p'), inParent(STRING, [7, 0], 'x'))]),
    ],
    ['collected and deleted structs', update([section(7, 0, u8(GC, 3), inRoot(DELETED, 'text', 2))])],
    [
      'two clients where the first hangs on the second',
      update([section(9, 0, behind(STRING, [7, 1], 'x')), section(7, 0, hi)]),
    ],
    ['deletes of what is there', update([], deletes([2, 0, 5]))],
    ['deletes of what it brings', update([section(7, 0, hi)], deletes([7, 0, 2]))],
    ['a new root', update([section(7, 0, inRoot(STRING, 'other', 'x'))])],
    ['the largest client id', update([section(Number.MAX_SAFE_INTEGER, 0, hi)])],
    ['values as deep as may be', item(ANY, 1, any(nested(GUARD.nestingMax)))],
    ['JSON as deep as may be', item(EMBED, jsonNested(GUARD.nestingMax))],
  ])('%s', (_, given) => {
    expect(inspect(given, view())).toMatchObject({ verdict: 'accept', update: given })
  })

  it('and all clients of a much-used document where there was little before', () => {
    const pages = update(
      Array.from({ length: 5_000 }, (_, i) => section(100 + i, 0, i === 0 ? hi : behind(STRING, [99 + i, 1], 'hi'))),
    )
    expect(inspect(pages, view()).verdict).toBe('accept')
    expect(inspect(pages, view({ clients: 30_000 }))).toMatchObject({ reason: 'too_many' })
  })

  it('and new roots as they are listed, or else as many as one may bring, and always what editors take', () => {
    const root = (name: string): Uint8Array => update([section(7, 0, inRoot(STRING, name, 'x'))])
    const of = (name: string, more: Partial<GuardView>, limits = GUARD): string =>
      inspect(root(name), view(more), limits).verdict
    expect(of('other', { roots: 47, ownRoots: () => 47 })).toBe('accept')
    // Whoever has brought many leaves the last ones to others.
    expect(of('other', { roots: 48, ownRoots: () => 16 })).toBe('refuse')
    expect(of('other', { roots: 48, ownRoots: () => 15 })).toBe('accept')
    expect(of('other', { roots: 64, ownRoots: () => 0 })).toBe('refuse')
    expect(of('prosemirror', { roots: 64, ownRoots: () => 47 })).toBe('accept')
    const listed = { ...GUARD, roots: new Set(['mine']) }
    expect([of('mine', {}, listed), of('other', {}, listed), of('prosemirror', {}, listed)]).toEqual([
      'accept',
      'refuse',
      'refuse',
    ])
  })

  it('and says who wrote how much and which roots are new', () => {
    const given = update([
      section(9, 0, inRoot(TYPE, 'other', 3, 'p'), inParent(STRING, [9, 0], 'ab')),
      section(1, 10, behind(STRING, [1, 9], 'x')),
    ])
    expect(inspect(given, view())).toMatchObject({
      written: [
        { client: 9, from: 0, to: 3 },
        { client: 1, from: 10, to: 11 },
      ],
      roots: ['other'],
      deletes: false,
    })
  })

  it('into a buffer of its own', () => {
    const pool = new Uint8Array(100)
    const given = item(STRING, 'hello')
    pool.set(given, 10)
    const verdict = inspect(pool.subarray(10, 10 + given.length), view())
    if (verdict.verdict !== 'accept') throw new Error('not accepted')
    expect(verdict.update).toEqual(given)
    expect(verdict.update.buffer.byteLength).toBe(given.length)
  })

  it('only what is new of an update that tells known things again', () => {
    const again = update(
      [section(2, 0, inRoot(STRING, 'text', 'abcde')), section(1, 8, inRoot(STRING, 'text', 'xyz'))],
      deletes([1, 4, 2], [2, 0, 1]),
    )
    // The new part hangs on the clock before it, whatever the known part says of itself.
    const left = update([section(1, 10, behind(STRING, [1, 9], 'z'))], deletes([2, 0, 1]))
    expect(inspect(again, view())).toMatchObject({
      verdict: 'accept',
      update: left,
      written: [{ client: 1, from: 10, to: 11 }],
    })
  })
})

describe('the guard finds nothing in', () => {
  it.each<[string, Uint8Array]>([
    ['an empty update', update([])],
    ["known structs, also another's", update([section(2, 0, inRoot(STRING, 'text', 'abc'))])],
    ['deletes that are done', update([], deletes([1, 4, 2], [1, 5, 1]))],
  ])('%s', (_, given) => {
    expect(inspect(given, view())).toEqual({ verdict: 'nothing' })
  })
})

describe('the guard has to wait for', () => {
  it.each<[string, Uint8Array]>([
    ['clocks before its first', update([section(1, 11, behind(STRING, [1, 9], 'x'))])],
    ['an origin', update([section(1, 10, behind(STRING, [2, 5], 'x'))])],
    ['an origin of a client it does not know', update([section(1, 10, behind(STRING, [3, 0], 'x'))])],
    ['a right origin', update([section(1, 10, [u8(STRING | ORIGIN | RIGHT), 1, 9, 2, 5, 'x'])])],
    ['a parent', update([section(1, 10, inParent(STRING, [2, 5], 'x'))])],
    [
      'an origin behind what the update brings',
      update([section(9, 0, behind(STRING, [7, 2], 'x')), section(7, 0, hi)]),
    ],
    ['what is to be deleted', update([], deletes([2, 4, 2]))],
    ['what is to be deleted of a client it does not know', update([], deletes([3, 0, 1]))],
  ])('%s', (_, given) => {
    expect(inspect(given, view())).toEqual({ verdict: 'gap' })
  })
})

describe('the guard refuses', () => {
  const deep = view({ spot: (client, clock) => lies({ client, clock }, GUARD.depthMax) })
  it.each<[Reason, string, Uint8Array, GuardView?]>([
    ['empty', 'no bytes', new Uint8Array(0)],
    ['empty', 'one byte', u8(0)],
    ['truncated', 'half an update', item(STRING, 'hello').slice(0, 9)],
    ['truncated', 'an update without deletes', item(STRING, 'hello').slice(0, -1)],
    [
      'truncated',
      'a text that claims more than there is',
      bytes(1, section(7, 0, [u8(STRING), 1, 'text', 100, u8(65, 65)]), 0),
    ],
    ['trailing', 'bytes behind the deletes', bytes(update([section(7, 0, hi)]), u8(0))],
    ['too_many', 'a count of clients', bytes(2 ** 31, u8(0, 0, 0))],
    ['too_many', 'a count of structs', bytes(1, 2 ** 40, 7, 0, hi, 0)],
    ['too_many', 'a count of values', item(ANY, 2 ** 31)],
    ['too_many', 'a count of members', item(ANY, 1, u8(118), 2 ** 31)],
    ['too_many', 'a count of deletes', bytes(0, 1, 7, 2 ** 31, 0, 1)],
    [
      'too_many',
      'clients without end',
      update(Array.from({ length: 1_100 }, (_, i) => section(100 + i, 0, hi))),
      view({ clients: 32_000 }),
    ],
    ['too_large', 'an update of 17 MiB', new Uint8Array(17 * 1024 * 1024)],
    ['malformed', 'a client without structs', bytes(1, 0, 7, 0, u8(0, 0, 0, 0))],
    ['malformed', 'a client named twice', update([section(7, 0, hi), section(7, 0, hi)])],
    ['malformed', 'a content that Yjs does not know', item(11, 'x')],
    ['malformed', 'a type that Yjs does not know', item(TYPE, 7)],
    ['malformed', 'an empty text', item(STRING, '')],
    ['malformed', 'no values', item(ANY, 0)],
    ['malformed', 'a value that lib0 does not know', item(ANY, 1, u8(115))],
    ['malformed', 'a collected struct of no length', update([section(7, 0, u8(GC, 0))])],
    ['malformed', 'a collected struct with flags', update([section(7, 0, u8(0x80, 1))])],
    ['malformed', 'a delete of nothing', update([], deletes([1, 0, 0]))],
    ['malformed', 'a struct behind itself', update([section(7, 0, behind(STRING, [7, 0], 'x'))])],
    ['malformed', 'a struct in itself', update([section(7, 0, inParent(TYPE, [7, 0], 0))])],
    ['malformed', 'a padded number', bytes(u8(0x80, 0x00), 0)],
    ['malformed', 'a number of 200 bytes', bytes(new Uint8Array(200).fill(0x80), 0)],
    [
      'cycle',
      'two structs that wait for each other',
      update([section(9, 0, behind(STRING, [7, 0], 'x')), section(7, 0, behind(STRING, [9, 0], 'x'))]),
    ],
    ['text', 'half a character', item(STRING, 1, u8(0xc3))],
    ['text', 'an overlong character', item(STRING, 2, u8(0xc0, 0x80))],
    ['text', 'half a surrogate pair', item(STRING, 3, u8(0xed, 0xa0, 0x80))],
    ['text', 'a character beyond Unicode', item(STRING, 4, u8(0xf4, 0x90, 0x80, 0x80))],
    ['text', 'a key that is no text', item(ANY, 1, u8(118, 1, 1, 0xff, 126))],
    ['json', 'an embed that is no JSON', item(EMBED, '{a:1}')],
    ['json', 'an embed that is undefined', item(EMBED, 'undefined')],
    ['json', 'JSON and more', item(FORMAT, 'bold', 'true false')],
    ['json', 'a bare minus', item(FORMAT, 'bold', '-')],
    ['json', 'a bad escape', item(FORMAT, 'bold', '"\\x"')],
    ['json', 'an open string', item(FORMAT, 'bold', '"a')],
    ['key', 'a key that is a prototype', item(ANY, 1, any({ ['__proto__']: 1, a: 1 }))],
    [
      'key',
      'a key of 2,000 letters',
      update([section(7, 0, [u8(ANY | KEY), 1, 'text', 'k'.repeat(2_000), 1, any(1)])]),
    ],
    ['client_id', 'a client beyond 2^53', bytes(1, 1, u8(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 0, hi, 0)],
    ['clock', 'a clock beyond 2^31', update([section(7, 2 ** 31 + 1, hi)])],
    ['clock', 'a run that ends beyond 2^31', update([section(1, 2 ** 31 - 1, hi)])],
    ['advance', 'a run of 2^50', update([section(7, 0, [u8(GC), 2 ** 50])])],
    ['advance', 'a run of 5 million', update([section(1, 10, inRoot(DELETED, 'text', 5_000_000))])],
    ['skip', 'a skip', update([section(7, 0, hi, [u8(SKIP), 5], hi)])],
    ['skip', 'a skip with flags', update([section(7, 0, [u8(SKIP | ORIGIN), 5])])],
    ['subdocument', 'a document in the document', item(DOC, 'guid', any({}))],
    ['embed_too_large', 'an embed of 70 kB', item(EMBED, JSON.stringify('x'.repeat(70_000)))],
    ['embed_too_large', 'a binary of 70 kB', item(BINARY, 70_000, new Uint8Array(70_000))],
    ['embed_too_large', 'a value of 70 kB', item(ANY, 1, any('x'.repeat(70_000)))],
    ['too_deep', 'a value in 33 lists', item(ANY, 1, any(nested(33)))],
    ['too_deep', 'JSON in 40,000 lists', item(EMBED, jsonNested(30_000))],
    ['too_deep', 'a type in 64 types', update([section(7, 0, inParent(TYPE, [1, 0], 0))]), deep],
    [
      'too_deep',
      'types in each other, 100 times',
      update([
        section(7, 0, inRoot(TYPE, 'text', 0), ...Array.from({ length: 100 }, (_, i) => inParent(TYPE, [7, i], 0))),
      ]),
    ],
    ['root', 'a 65th root', update([section(7, 0, inRoot(STRING, 'other', 'x'))]), view({ roots: 64 })],
    [
      'root',
      '10,000 roots',
      update([section(7, 0, ...Array.from({ length: 10_000 }, (_, i) => inRoot(STRING, `r${i}`, 'x')))]),
    ],
    ['key', 'a root with a long name', update([section(7, 0, inRoot(STRING, 'r'.repeat(65), 'x'))])],
    ['foreign_client', "another's next clock", update([section(2, 5, hi)])],
    [
      'foreign_client',
      "another's next clock behind what is known",
      update([section(2, 0, inRoot(STRING, 'text', 'abcdefgh'))]),
    ],
  ])('%s: %s', (reason, _, given, by) => {
    expect(inspect(given, by ?? view())).toMatchObject({ verdict: 'refuse', reason })
  })
})

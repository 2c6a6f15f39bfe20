/** Awareness updates as bytes: what y-protocols writes is read, and nothing else. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import * as awareness from 'y-protocols/awareness'
import { TuttiError } from '../../../shared/errors.ts'
import { seededRandom } from '../../../shared/random.ts'
import { bend } from '../../../test/support/doc-forger.ts'
import { bytes, u8 } from '../../../test/support/yjs-bytes.ts'
import { joinEntries, readAware, writeEntry } from './aware-codec.ts'

const USER = { id: 'ada', name: 'Ada' }

const told = (states: readonly (readonly [client: number, state: object])[]): Uint8Array => {
  const from = new awareness.Awareness(new Y.Doc())
  for (const [client, state] of states) {
    from.states.set(client, state)
    from.meta.set(client, { clock: 3, lastUpdated: 0 })
  }
  const update = awareness.encodeAwarenessUpdate(
    from,
    states.map(([client]) => client),
  )
  from.destroy()
  return update
}

/** What a client shows that hears of it. */
const shown = (update: Uint8Array): ReadonlyMap<number, unknown> => {
  const at = new awareness.Awareness(new Y.Doc())
  at.setLocalState(null)
  awareness.applyAwarenessUpdate(at, update, 'relay')
  const states = new Map(at.getStates())
  at.destroy()
  return states
}

describe('an awareness update', () => {
  it('of y-protocols is read and written again, under the name that is given', () => {
    const update = told([
      [1, { cursor: { anchor: 'é', head: [1, 2.5e3] } }],
      [Number.MAX_SAFE_INTEGER, { user: { name: 'Eve', color: '#fff', colorLight: '#eee', admin: true } }],
    ])
    const again = joinEntries(readAware(update).map((entry) => writeEntry(entry, USER)))
    expect([...shown(again)]).toEqual([
      [1, { cursor: { anchor: 'é', head: [1, 2500] }, user: USER }],
      [Number.MAX_SAFE_INTEGER, { user: { ...USER, color: '#fff', colorLight: '#eee' } }],
    ])
  })

  it('that says somebody is gone stays one', () => {
    const [entry] = readAware(bytes(1, 7, 4, 'null'))
    expect(entry).toEqual({ client: 7, clock: 4, state: null })
    expect(joinEntries([writeEntry(entry!, USER)])).toEqual(bytes(1, 7, 4, 'null'))
  })

  it('is read from a part of a larger buffer', () => {
    const pool = new Uint8Array(100).fill(0x7b)
    const update = bytes(1, 7, 4, '{"a":1}')
    pool.set(update, 10)
    expect(readAware(pool.subarray(10, 10 + update.length))).toEqual([{ client: 7, clock: 4, state: { a: 1 } }])
    expect(() => readAware(pool.subarray(10, 9 + update.length))).toThrow(TuttiError)
  })

  it.each<[string, Uint8Array]>([
    ['no bytes', new Uint8Array(0)],
    ['a count of 2^31', bytes(2 ** 31, 7, 4, '{}')],
    [
      '65 clients',
      bytes(
        65,
        Array.from({ length: 65 }, (_, i) => [i, 1, '{}']),
      ),
    ],
    ['a state that claims more than there is', bytes(1, 7, 4, 9, u8(0x7b, 0x7d))],
    ['bytes behind it', bytes(1, 7, 4, '{}', 0)],
    ['a client beyond 2^53', bytes(1, u8(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 4, '{}')],
    ['a clock beyond 2^31', bytes(1, 7, 2 ** 40, '{}')],
    ['a state that is no JSON', bytes(1, 7, 4, '{a:1}')],
    ['a state that is no object', bytes(1, 7, 4, '[1]')],
    ['a state that is no text', bytes(1, 7, 4, 4, u8(0x22, 0xc3, 0x28, 0x22))],
    ['a state in 1,000 lists', bytes(1, 7, 4, `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`)],
    [
      'a state of 201 keys',
      bytes(1, 7, 4, JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`k${i}`, 1])))),
    ],
  ])('is refused with %s', (_, update) => {
    expect(() => readAware(update)).toThrow(TuttiError)
  })

  it('however it is bent is refused, or read by everybody', () => {
    const random = seededRandom('aware')
    const honest = [
      told([[1, { cursor: 1 }]]),
      told([
        [2, { user: { name: 'é' } }],
        [3, {}],
      ]),
      bytes(1, 7, 4, 'null'),
    ]
    let read = 0
    for (let i = 0; i < 3_000; i++) {
      const update = bend(random, honest[i % 3]!, honest[(i + 1) % 3]!)
      try {
        const entries = readAware(update)
        shown(joinEntries(entries.map((entry) => writeEntry(entry, USER))))
        read++
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(TuttiError)
      }
    }
    expect(read).toBeGreaterThan(100)
  })
})

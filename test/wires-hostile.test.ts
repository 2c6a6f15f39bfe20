/** Forgers, floods and people whose rights end, on a real host, over each of the wires: the document is what it may be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { doc } from '../server/rooms/doc/kind.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import { FRAME } from '../shared/frames.ts'
import { seededRandom } from '../shared/random.ts'
import { bend } from './support/doc-forger.ts'
import { copied, HOSTILE_WIRES, openLine, said } from './support/hostile-line.ts'
import type { HostileLine } from './support/hostile-line.ts'
import { RawDocMember } from './support/raw-doc-member.ts'
import { RawSession } from './support/raw-session.ts'
import { createShiftedClock } from './support/shifted-clock.ts'
import { until } from './support/until.ts'
import { agree, DEADLINE_MS, WireTable } from './support/wire-clients.ts'

/** Mutated updates on each wire; a million of them go through the guard alone (guard/fuzz.test.ts). */
const MUTANTS = Number(process.env['TUTTI_HOSTILE_MUTANTS'] ?? 150)
const SEED = process.env['TUTTI_HOSTILE_SEED'] ?? 'hostile'
/** What one of them may say before it is taken for a flood. */
const EACH = 25
/** Of a GC struct: Yjs would take a run of 2^50 clocks for one that is there. */
const ENDLESS = [255, 255, 255, 255, 255, 255, 255, 3]

let table: WireTable
const clock = createShiftedClock()
beforeAll(async () => {
  table = await WireTable.open({}, clock, { doc, inbox })
})
afterAll(() => table.close())

describe.each(HOSTILE_WIRES)('over the %s wire', (wire) => {
  let rooms = 0
  /** A document of the owner's, what opens a line to it, and what its owner may say. */
  const open = async () => {
    const room = `${wire}-${++rooms}`
    const owner = await table.yjs(room, 'owner')
    await owner.synced()
    owner.text.insert(0, 'as it is')
    const watcher = await RawDocMember.open(table.host.port, 'watcher', room)
    await agree([watcher.ydoc], () => watcher.text.toJSON() === 'as it is')
    const native = await table.native(room, 'owner')
    const line = (user: string): Promise<HostileLine> => openLine(wire, table.host.port, room, user)
    /** As everybody else has it, once something of the owner's that was written now has come. */
    const settled = async (): Promise<string> => {
      owner.text.insert(owner.text.length, '.')
      const dots = (text: string): number => text.split('.').length
      await agree([watcher.ydoc], () => dots(watcher.text.toJSON()) === dots(owner.text.toJSON()))
      expect(watcher.text.toJSON()).toBe(owner.text.toJSON())
      return owner.text.toJSON().replaceAll('.', '')
    }
    return { room, owner, watcher, native, line, settled }
  }

  it.each(['viewer', 'commenter', 'suggester'])('[Y1] a %s changes nothing, whatever it says', async (role) => {
    const { owner, watcher, native, line, settled } = await open()
    await native.do('publish', { role })
    const eve = await line('eve')
    const other = copied(owner.ydoc)
    said(other, (text) => text.insert(3, ' not'))
    const whole = Y.encodeStateAsUpdate(other)
    const forgeries = [
      said(copied(owner.ydoc), (text) => text.insert(0, 'forged ')),
      said(copied(owner.ydoc), (text) => text.delete(0, 5)),
      said(copied(owner.ydoc), (text) => text.format(0, 5, { bold: true })),
      whole,
    ]
    forgeries.forEach((update, i) => eve.edit(update, i === forgeries.length - 1))
    await eve.until(() => eve.refused >= forgeries.length)
    const kept = eve.kept
    // What everybody knows is no edit, and nobody's to refuse.
    eve.edit(Y.encodeStateAsUpdate(owner.ydoc), true)
    if (wire !== 'yjs') await eve.until(() => eve.kept > kept)
    expect(await settled()).toBe('as it is')
    expect([eve.refused, eve.ended, watcher.refusals]).toEqual([forgeries.length, false, []])
    eve.close()
  })

  it('[Y6] nobody speaks with another’s cursor, nor under another’s name', async () => {
    const { owner, native, line, room } = await open()
    await native.do('publish', { role: 'viewer' })
    owner.provider.awareness.setLocalState({ cursor: 1 })
    const other = await table.yjs(room, 'other')
    const seen = (client: number): Record<string, unknown> | undefined =>
      other.provider.awareness.getStates().get(client) as Record<string, unknown> | undefined
    const sees = (what: () => boolean): Promise<void> =>
      until(what, (look) => other.provider.awareness.on('change', look), DEADLINE_MS)
    await sees(() => seen(owner.ydoc.clientID)?.['cursor'] === 1)
    const eve = await line('eve')
    const forged = spoken(owner.ydoc.clientID)
    eve.aware(forged({ cursor: 99, user: { id: 'owner', name: 'owner' } }))
    eve.aware(forged(null))
    eve.aware(spoken(4_711)({ cursor: 2, user: { id: 'owner', name: 'owner' } }))
    await sees(() => seen(4_711) !== undefined)
    expect(seen(4_711)).toMatchObject({ cursor: 2, user: { id: 'eve', name: 'eve' } })
    expect(seen(owner.ydoc.clientID)).toMatchObject({ cursor: 1, user: { id: 'owner' } })
    eve.close()
  })

  it('[Y12] whose right to edit ends in mid-keystroke keeps what came before, and none of what comes after', async () => {
    const { owner, native, line, watcher, settled } = await open()
    const eve = await line('eve')
    const ydoc = copied(owner.ydoc)
    let typed = 0
    const type = (): void => eve.edit(said(ydoc, (text) => text.insert(typed, signs(typed++))))
    for (let i = 0; i < 20; i++) type()
    await agree([watcher.ydoc], () => watcher.text.length === 20 + 'as it is'.length)
    const told = native.do('publish', { role: 'viewer' })
    let over = false
    void told.then(() => (over = true))
    // As fast as it can, until the owner knows that it is over; and then some.
    for (let after = 0; after < 5; after += over ? 1 : 0) {
      if (typed < 190) type()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await told
    for (let i = 0; i < 5; i++) type()
    if (wire === 'yjs') await eve.until(() => eve.refused > 0)
    else await eve.until(() => eve.kept + eve.refused >= typed)
    const now = await settled()
    const count = now.length - 'as it is'.length
    // A beginning of what was typed, in one piece: each of them was kept or refused, and none was said to be kept and is not.
    expect(now).toBe(`${Array.from({ length: count }, (_, i) => signs(i)).join('')}as it is`)
    expect([count >= 20, count < typed, eve.ended]).toEqual([true, true, false])
    if (wire !== 'yjs') expect([eve.kept, eve.refused]).toEqual([count, typed - count])
    // And all of it comes in when it may be written again.
    await native.do('publish', { role: 'editor' })
    if (wire !== 'native') await eve.until(() => eve.asked > 1)
    eve.edit(Y.encodeStateAsUpdate(ydoc), true)
    await agree([watcher.ydoc], () => watcher.text.length === typed + 'as it is'.length + 1)
    eve.close()
  })

  it('[Y5] nobody writes as another’s Yjs client, and its owner goes on', async () => {
    const { owner, line, settled } = await open()
    const eve = await line('eve')
    const thief = copied(owner.ydoc, owner.ydoc.clientID)
    eve.edit(said(thief, (text) => text.insert(0, 'stolen ')))
    const clockOf = Y.getState(owner.ydoc.store, owner.ydoc.clientID)
    eve.edit(run(owner.ydoc.clientID, clockOf))
    await eve.until(() => eve.refused >= 2)
    // The same clocks, by whose they are.
    owner.text.insert(0, 'mine, ')
    expect(await settled()).toBe('mine, as it is')
    eve.close()
  })

  it('[Y5] nobody writes first as the Yjs client that a newcomer has said is theirs', async () => {
    const { owner, native, line, room, settled } = await open()
    await native.do('publish', { role: 'editor' })
    const newcomer = await table.yjs(room, 'newcomer')
    await newcomer.synced()
    const id = newcomer.ydoc.clientID
    newcomer.provider.awareness.setLocalState({ cursor: 1 })
    await until(
      () => owner.provider.awareness.getStates().has(id),
      (look) => owner.provider.awareness.on('change', look),
      DEADLINE_MS,
    )
    const eve = await line('eve')
    const squatter = copied(owner.ydoc, id)
    eve.edit(said(squatter, (text) => text.insert(0, 'x')))
    await eve.until(() => eve.refused > 0)
    newcomer.text.insert(0, 'hello, ')
    await agree([owner.ydoc], () => owner.text.toJSON() === 'hello, as it is')
    expect(await settled()).toBe('hello, as it is')
    eve.close()
  })

  it('[Y4] what builds on what was swallowed waits, is asked for, and heals; nobody is shown a hole', async () => {
    const { owner, watcher, line, settled } = await open()
    const eve = await line('eve')
    const ydoc = copied(owner.ydoc)
    const swallowed = said(ydoc, (text) => text.insert(0, 'first '))
    const next = said(ydoc, (text) => text.insert(6, 'then '))
    expect(swallowed.length).toBeGreaterThan(0)
    const asked = eve.asked
    eve.edit(next)
    expect(await settled()).toBe('as it is')
    expect(eve.asked).toBe(asked)
    clock.advance(6_000)
    await eve.until(() => eve.asked > asked)
    eve.edit(Y.encodeStateAsUpdate(ydoc), true)
    await agree([watcher.ydoc], () => watcher.text.toJSON().startsWith('first then as it is'))
    expect(watcher.ydoc.store.pendingStructs ?? watcher.ydoc.store.pendingDs).toBeNull()
    eve.close()
  })

  it(`${MUTANTS} bent updates of an editor break nothing, and stay with nobody`, async () => {
    const { owner, watcher, line } = await open()
    const random = seededRandom(`${SEED} ${wire}`)
    const corpus: Uint8Array[] = []
    const author = copied(owner.ydoc)
    for (let i = 0; i < 20; i++) {
      const update = said(author, (text) =>
        i % 4 === 3 ? text.delete(0, 2) : text.insert(Math.floor(random() * text.length), 'word '),
      )
      corpus.push(update)
      Y.applyUpdate(owner.ydoc, update)
    }
    corpus.push(Y.encodeStateAsUpdate(author))
    const pick = (): Uint8Array => corpus[Math.floor(random() * corpus.length)]!
    for (let sent = 0; sent < MUTANTS;) {
      const mal = await line(`mal ${sent}`)
      for (let i = 0; i < EACH && sent < MUTANTS; i++, sent++) mal.edit(bend(random, pick(), pick()), random() < 0.2)
      // What it is sent behind them is answered behind them.
      mal.edit(Y.encodeStateAsUpdate(author), true)
      await mal.until(() => mal.ended || mal.kept > 0 || (wire === 'yjs' && mal.refused > 0))
      mal.close()
    }
    const mark = `‹${wire}›`
    owner.text.insert(0, mark)
    await agree([watcher.ydoc], () => watcher.text.toJSON() === owner.text.toJSON())
    const late = await RawDocMember.open(table.host.port, 'late', `${wire}-${rooms}`)
    for (const { ydoc } of [watcher, late]) {
      expect(ydoc.getText('code').toJSON()).toBe(owner.text.toJSON())
      expect(ydoc.store.pendingStructs ?? ydoc.store.pendingDs).toBeNull()
    }
  })

  it('a flood is cut off, and nobody else waits for it', async () => {
    const { owner, line, settled, native } = await open()
    await native.do('publish', { role: 'viewer' })
    const eve = await line('eve')
    const forgery = said(copied(owner.ydoc), (text) => text.insert(0, 'forged '))
    for (let i = 0; i < 10_000 && !eve.ended; i++) eve.edit(forgery)
    expect(await settled()).toBe('as it is')
    await eve.until(() => eve.ended)
    expect(await settled()).toBe('as it is')
    expect((await (await fetch(`${table.host.url}/healthz`)).text()).length).toBeGreaterThan(0)
  })
})

it('[Y12] whoever is put out hears what was written before, and nothing that came behind it in the same moment', async () => {
  const ada = await table.native('doors', 'ada')
  await ada.do('create', { title: 'Doors', public: null })
  await ada.do('share', { user: 'bob', role: 'editor' })
  const { raw } = await table.native('doors', 'bob')
  const ydoc = new Y.Doc()
  const typed = (words: string): Uint8Array => said(ydoc, (text) => text.insert(0, words))
  await Promise.all([
    ada.do('edit', typed('before ')),
    ada.do('share', { user: 'bob', role: null }),
    ada.do('edit', typed('behind ')),
    ada.do('say', 'nor this'),
  ])
  await raw.until(({ type }) => type === FRAME.LEFT)
  expect([raw.holds('before '), raw.holds('behind '), raw.holds('nor this')]).toEqual([true, false, false])
})

it('[Y3] whoever says that they were there is not told what was deleted before they came', async () => {
  const ada = await table.native('past', 'ada')
  await ada.do('create', { title: 'Past', public: 'viewer' })
  const ydoc = new Y.Doc()
  await ada.do(
    'edit',
    said(ydoc, (text) => text.insert(0, 'kept regretted kept')),
  )
  await ada.do(
    'edit',
    said(ydoc, (text) => text.delete(5, 10)),
  )
  await ada.do(
    'edit',
    said(ydoc, (text) => text.insert(0, 'and now ')),
  )
  const eve = await RawSession.open(table.host.port, 'eve')
  const seat = await eve.seat('past', {}, { epoch: ada.seat.epoch, seq: 0 }, 'doc')
  const heard = (): Uint8Array[] => eve.told(seat, 'edited') as Uint8Array[]
  await eve.until(() => heard().length >= 3)
  const theirs = new Y.Doc()
  for (const update of heard()) Y.applyUpdate(theirs, update)
  expect(theirs.getText('code').toJSON()).toBe('and now kept kept')
  expect([eve.holds('kept'), eve.holds('regretted')]).toEqual([true, false])
  eve.close()
})

/** What is typed: each is another one. */
const signs = (i: number): string => String.fromCharCode(0x4e00 + i)

/** What a client of that number would say of itself, ahead of all that it has said. */
const spoken = (client: number): ((state: object | null) => Uint8Array) => {
  const ydoc = new Y.Doc()
  ydoc.clientID = client
  const awareness = new Awareness(ydoc)
  let times = 50
  return (state) => {
    awareness.setLocalState(state as Record<string, unknown> | null)
    awareness.meta.set(client, { clock: ++times, lastUpdated: 0 })
    const update = encodeAwarenessUpdate(awareness, [client])
    awareness.destroy()
    return update
  }
}

/** An update of one GC struct of 2^50 clocks. */
const run = (client: number, at: number): Uint8Array =>
  new Uint8Array([1, 1, ...uint(client), ...uint(at), 0, ...ENDLESS, 0])

const uint = (value: number): number[] => {
  const bytes: number[] = []
  for (let n = value; ; n = Math.floor(n / 128)) {
    bytes.push(n > 127 ? (n % 128) | 128 : n)
    if (n <= 127) return bytes
  }
}

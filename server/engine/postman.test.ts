/** Mail from room to room: in the commit that posts it, done once, whatever happens in between. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { createEngine } from '../../test/support/engine.ts'
import type { EngineOptions, Player } from '../../test/support/engine.ts'
import { ledger, ledgerContract } from '../../test/support/ledger-kind.ts'
import { createMemoryStorage } from '../../test/support/memory-storage.ts'
import type { MemoryStorage } from '../../test/support/memory-storage.ts'
import { keptLog } from '../../test/support/silent-log.ts'

const COMMANDS = Object.keys(ledgerContract.commands)
const TELL = COMMANDS.indexOf('tell')

const startEngine = async (options: EngineOptions & { storage?: MemoryStorage } = {}) => {
  const storage = options.storage ?? (await createMemoryStorage([ledger]))
  const engine = createEngine([ledger], { ...options, storage })
  await engine.calm()
  return { ...engine, storage, journal: storage.journal }
}
const written = (player: Player) =>
  player
    .frames()
    .flatMap((frame) =>
      frame.type === FRAME.EVENTS ? frame.events.map(({ body }) => (body as { text: string }).text) : [],
    )

describe('mail', () => {
  it('is brought at once to the room it is for, which is opened for it and closed again', async () => {
    const { directory, journal, join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    for (const text of ['one', 'two']) ada.entry.command(TELL, { room: 'b', text }, 0, null)
    await pass(100)
    expect(directory.list('ledger').map(({ room, members }) => [room, members])).toEqual([
      ['a', 1],
      ['b', 0],
    ])
    expect(await journal.mail('', 10)).toEqual([])
    const bob = await join('bob', 'ledger', 'b')
    expect(bob.place.seq).toBe(2)
    bob.entry.leave('left')
    await pass(1_200)
    expect(directory.list('ledger')).toHaveLength(1)
  })

  it('is seen by nobody before its commit, and not done before that of what it does', async () => {
    const { journal, join, calm, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'b')
    const release = journal.hold()
    ada.entry.command(TELL, { room: 'b', text: 'slow' }, 1, null)
    await pass(100)
    expect(ada.frames()).toEqual([])
    release()
    await calm()
    await pass(100)
    expect(written(bob)).toEqual(['slow'])
  })

  it('that was left over is brought after a start, once, and in order', async () => {
    const first = await startEngine()
    const ada = await first.join('ada', 'ledger', 'a')
    // The room it is for cannot be opened before the host dies.
    const acquire = first.journal.acquire.bind(first.journal)
    first.journal.acquire = () => new Promise(() => {})
    for (const text of ['one', 'two', 'three']) ada.entry.command(TELL, { room: 'b', text }, 1, null)
    await first.pass(100)
    first.directory.close('draining')
    first.journal.acquire = acquire

    const second = await startEngine({ storage: first.storage, clock: first.clock })
    await second.pass(12_000)
    expect(first.journal.rows.map(({ values }) => values[3])).toEqual(['one', 'two', 'three'])
    expect(await first.journal.mail('', 10)).toEqual([])
  })

  it('whose commit fails is brought again, and done once', async () => {
    const { journal, join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const { refuse } = journal
    let refused = 0
    journal.refuse = (room) =>
      room.rows.some(({ write }) => write === 'engine.unmail') && refused++ < 2
        ? { is: 'failed', reason: 'the disk is full' }
        : refuse(room)
    ada.entry.command(TELL, { room: 'b', text: 'again' }, 1, null)
    await pass(100)
    expect(journal.rows).toEqual([])
    await pass(15_000)
    expect(refused).toBe(3)
    expect(journal.rows.map(({ values }) => values[3])).toEqual(['again'])
  })

  it('that is refused, or trips before it has done anything, is dropped, and what comes behind is done', async () => {
    const log = keptLog()
    const { journal, join, pass, counts } = await startEngine({ log })
    const ada = await join('ada', 'ledger', 'a')
    const target = await join('bob', 'ledger', 'b')
    for (const text of ['trip', 'behind']) ada.entry.command(TELL, { room: 'b', text }, 0, null)
    await pass(100)
    expect(await journal.mail('', 10)).toEqual([])
    expect(written(target)).toEqual(['behind'])
    expect(counts.reloaded).toEqual([])
    expect(log.lines.map(({ message }) => message)).toEqual(['a room threw'])
  })

  it('that breaks its room each time is dropped in the end, and what comes behind is done', async () => {
    const { journal, join, pass, counts } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    for (const text of ['break', 'behind']) ada.entry.command(TELL, { room: 'b', text }, 0, null)
    await pass(30_000)
    expect(counts.reloaded).toHaveLength(3)
    expect(await journal.mail('', 10)).toEqual([])
    expect(journal.rows.map(({ values }) => values[3])).toEqual(['behind'])
  })

  it('that does nothing wrong is not dropped with another that breaks the room beside it', async () => {
    const { journal, join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    for (const text of ['innocent', 'break']) ada.entry.command(TELL, { room: 'b', text }, 0, null)
    await pass(40_000)
    expect(await journal.mail('', 10)).toEqual([])
    expect(journal.rows.map(({ values }) => values[3])).toEqual(['innocent'])
  })

  it('is done once though its room was lost while the commit that did it was under way', async () => {
    const { journal, join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'b')
    const acquire = journal.acquire.bind(journal)
    const commit = journal.commit.bind(journal)
    let land = (): void => undefined
    journal.commit = (batch) => {
      if (!batch.some(({ rows }) => rows.some(({ write }) => write === 'engine.unmail'))) return commit(batch)
      journal.commit = commit
      const landing = new Promise<void>((resolve) => (land = resolve)).then(() => commit(batch))
      // Whoever takes the room over waits for what is under way, as in the databases.
      journal.acquire = (...room) => landing.then(() => acquire(...room))
      return landing
    }
    ada.entry.command(TELL, { room: 'b', text: 'once' }, 0, null)
    await pass(100)
    bob.entry.command(COMMANDS.indexOf('refuse'), { when: 'after' }, 1, null)
    await pass(100)
    expect(bob.told.at(-1)).toEqual({ at: 'left', code: 'room_reset' })
    await pass(6_000)
    land()
    await pass(15_000)
    expect(journal.rows.map(({ values }) => values[3])).toEqual(['once'])
    expect(await journal.mail('', 10)).toEqual([])
  })

  it('from the house itself resolves when it is durable', async () => {
    const { directory, journal, pass } = await startEngine()
    const told = directory.tell('ledger', 'b', 'told', { by: 'the house', text: 'hello' })
    await pass(100)
    await told
    expect(journal.rows.map(({ values }) => values)).toEqual([['b', 1, 'the house', 'hello']])
  })
})

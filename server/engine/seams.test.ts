/** What a durable room can ask for beside its tick: an answer later, a last word, work on another thread, and to hear what is kept. */
import { describe, expect, it } from 'vitest'
import { contract, ordered } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import { object } from '../../shared/guards.ts'
import { createEngine } from '../../test/support/engine.ts'
import type { Player } from '../../test/support/engine.ts'
import { createMemoryStorage } from '../../test/support/memory-storage.ts'
import { defineRoom } from './room.ts'
import type { Later } from './room.ts'
import { tables } from './tables.ts'

const COMMANDS = ['gather', 'wait', 'settle', 'refuse', 'both', 'add', 'trip', 'keep'] as const

const kind = defineRoom({
  contract: contract('seams', {
    commands: {
      /** Answered when the tick ends. */
      gather: object({}),
      /** Answered by `settle` or `refuse`. */
      wait: object({}),
      settle: object({}),
      refuse: object({}),
      /** Asks for an answer later, and throws. */
      both: object({}),
      add: object({}),
      trip: object({}),
      keep: object({}),
    },
    events: { told: ordered<string>() },
    queries: {},
  }),
  tickHz: 60,
  maxMembers: 10,
  idleMs: 1_000,
  authorize: () => 'member',
  tables: tables({ migrations: {}, writes: {} }),
  jobs: {
    url: import.meta.url,
    run: {
      add: ({ all }: { all: number[] }) => all.reduce((sum, one) => sum + one, 0),
      trip: () => {
        throw new Error('as asked')
      },
    },
  },
  open(ctx) {
    const gathered: Later[] = []
    const waiting: Later[] = []
    return {
      on: {
        gather: () => void gathered.push(ctx.later()),
        wait: () => void waiting.push(ctx.later()),
        settle: () => waiting.splice(0).forEach((later, i) => later.reply(i)),
        refuse: () => waiting.splice(0).forEach((later) => later.refuse(new TuttiError('conflict'))),
        both() {
          ctx.later()
          throw new TuttiError('forbidden')
        },
        add: () => ctx.job('add', { all: [1, 2, 3] }),
        trip: () => ctx.job('trip', null),
        keep() {
          ctx.broadcast('told', 'kept soon')
          ctx.kept(() => heard.push('kept'))
        },
      },
      did: {
        add: (result) => ctx.broadcast('told', `sum ${String(result)}`),
        trip: (result) => ctx.broadcast('told', `trip ${String(result)}`),
      },
      ended() {
        if (gathered.length === 0) return
        ctx.broadcast('told', `${gathered.length} together`)
        for (const later of gathered.splice(0)) later.reply(gathered.length)
      },
    }
  },
  bot: () => ({ hz: 1, act: () => undefined }),
})

const heard: string[] = []

const enter = async () => {
  heard.length = 0
  const storage = await createMemoryStorage([kind])
  const engine = createEngine([kind], { storage })
  const ada = await engine.join('ada', 'seams', 'a')
  let rid = 0
  const ask = (who: Player, name: (typeof COMMANDS)[number], nonce: Uint8Array | null = null) => {
    who.entry.command(COMMANDS.indexOf(name), {}, ++rid, nonce)
    return rid
  }
  const answers = (who: Player) =>
    who.frames().flatMap((frame) => (frame.type === FRAME.REPLY ? [[frame.rid, frame.code ?? frame.body]] : []))
  const told = (who: Player) =>
    who.frames().flatMap((frame) => (frame.type === FRAME.EVENTS ? frame.events.map(({ body }) => body) : []))
  return { engine, storage, ada, ask, answers, told }
}

describe('the end of a tick', () => {
  it('comes once, behind all commands of the tick, and what it says leaves with them', async () => {
    const { engine, ada, ask, answers, told } = await enter()
    const rids = [ask(ada, 'gather'), ask(ada, 'gather'), ask(ada, 'gather')]
    await engine.pass(100)
    expect(told(ada)).toEqual(['3 together'])
    expect(answers(ada)).toEqual(rids.map((rid) => [rid, 0]))
  })
})

describe('an answer that is given later', () => {
  it('leaves in a later tick, once', async () => {
    const { engine, ada, ask, answers } = await enter()
    const first = ask(ada, 'wait')
    await engine.pass(100)
    expect(answers(ada)).toEqual([])
    const second = ask(ada, 'settle')
    await engine.pass(100)
    expect(answers(ada)).toEqual([
      [first, 0],
      [second, null],
    ])
  })

  it('may be a refusal, which is counted', async () => {
    const { engine, ada, ask, answers } = await enter()
    const first = ask(ada, 'wait')
    await engine.pass(100)
    ask(ada, 'refuse')
    await engine.pass(100)
    expect(answers(ada)).toContainEqual([first, 'conflict'])
    expect(engine.counts.refused).toEqual(['conflict'])
  })

  it('is what the handler throws, where it throws', async () => {
    const { engine, ada, ask, answers } = await enter()
    const rid = ask(ada, 'both')
    await engine.pass(100)
    expect(answers(ada)).toEqual([[rid, 'forbidden']])
  })

  it('is not remembered by nonce: the command runs again', async () => {
    const { engine, ada, ask, answers } = await enter()
    const nonce = new Uint8Array(16).fill(7)
    const rids = [ask(ada, 'wait', nonce), ask(ada, 'wait', nonce)]
    await engine.pass(100)
    ask(ada, 'settle')
    await engine.pass(100)
    expect(answers(ada).slice(0, 2)).toEqual([
      [rids[0], 0],
      [rids[1], 1],
    ])
  })

  it('is `unavailable` where its room goes meanwhile', async () => {
    const { engine, ada, ask, answers } = await enter()
    const rid = ask(ada, 'wait')
    await engine.pass(100)
    engine.directory.close('draining')
    expect(answers(ada)).toEqual([[rid, 'unavailable']])
  })
})

describe('a job', () => {
  it('is told its room in a later tick', async () => {
    const { engine, ada, ask, told } = await enter()
    ask(ada, 'add')
    await engine.pass(100)
    expect(told(ada)).toEqual(['sum 6'])
  })

  it('that fails is told as nothing, and harms no room', async () => {
    const { engine, ada, ask, told } = await enter()
    ask(ada, 'trip')
    await engine.pass(100)
    expect(told(ada)).toEqual(['trip undefined'])
    expect(engine.counts.reloaded).toEqual([])
  })
})

describe('what is to run when it is kept', () => {
  it('runs behind the commit, not before', async () => {
    const { engine, ada, ask, told } = await enter()
    ask(ada, 'keep')
    await engine.pass(100)
    expect(told(ada)).toEqual(['kept soon'])
    expect(heard).toEqual(['kept'])
  })
})

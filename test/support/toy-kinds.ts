/** Small kinds that exercise every part of the room contract: `echo` is reactive, `clockwork` is simulated. */
import { contract, fleeting, newest, ordered, query } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import { integer, object, text } from '../../shared/guards.ts'
import { defineRoom } from '../../server/engine/room.ts'

const echoContract = contract('echo', {
  commands: {
    say: object({ text: text(1, 1000) }),
    set: object({ key: text(1, 20), value: integer(0, 1_000_000) }),
    wave: object({}),
    refuse: object({}),
    explode: object({ after: text(0, 20) }),
    boot: object({ user: text(1, 64) }),
    count: object({}),
  },
  events: {
    said: ordered<{ by: string; text: string }>(),
    value: newest<number>(),
    waved: fleeting<string>(),
    raw: newest<Uint8Array>(),
  },
  queries: { double: query<number>()(object({ n: integer(0, 1000) })) },
  input: { maxBytes: 64, keep: 2 },
})

/** Says what it is told. `explode` throws: after 'said' it has told the others already. */
export const echo = defineRoom<typeof echoContract>({
  contract: echoContract,
  tickHz: 60,
  maxMembers: 200,
  idleMs: 1_000,
  authorize(user, room) {
    if (room === 'closed' && user.id !== 'ada') throw new TuttiError('forbidden')
    return 'speaker'
  },
  queries: { double: async (_user, _room, { n }) => n * 2 },
  open(ctx) {
    let said = 0
    return {
      on: {
        say(from, { text }) {
          said++
          ctx.broadcast('said', { by: from.user.id, text })
          ctx.reply({ said })
        },
        set: (_from, { key, value }) => ctx.broadcast('value', value, key),
        wave: (from) => ctx.broadcast('waved', from.user.id),
        refuse() {
          throw new TuttiError('conflict', 'as asked')
        },
        explode(from, { after }) {
          if (after === 'value') ctx.broadcast('value', 7, 'k')
          if (after === 'said') ctx.broadcast('said', { by: from.user.id, text: 'too early' })
          throw new Error('a bug')
        },
        boot(_from, { user }) {
          for (const member of ctx.members) if (member.user.id === user) ctx.kick(member, 'kicked')
        },
        count: () => ctx.reply({ said, members: ctx.members.size }),
      },
      join: (_who, how) => ({ said, how }),
      leave: (who) => ctx.broadcast('waved', `${who.user.id} left`),
      input: (from, body) => ctx.send(from, 'raw', body),
    }
  },
  bot: (random) => ({ hz: 10, act: () => ({ command: 'say', body: { text: `hi ${random()}` } }) }),
})

const clockworkContract = contract('clockwork', {
  commands: { windUp: object({ by: integer(1, 10) }), jam: object({}) },
  events: { struck: ordered<number>(), hand: newest<number>(), skipped: ordered<number>() },
  queries: {},
  input: { maxBytes: 8, keep: 1 },
})

/** Counts ticks at 20 Hz, strikes at every tenth. */
export const clockwork = defineRoom<typeof clockworkContract>({
  contract: clockworkContract,
  tickHz: 20,
  maxMembers: 10,
  idleMs: 500,
  authorize: () => 'keeper',
  open(ctx) {
    let ticks = 0
    let jammed = false
    return {
      on: {
        windUp: (_from, { by }) => {
          ticks += by
        },
        jam: () => {
          jammed = true
        },
      },
      join: () => ({ ticks }),
      tick() {
        if (jammed) throw new Error('jammed')
        ticks++
        ctx.broadcast('hand', ticks)
        if (ticks % 10 === 0) ctx.broadcast('struck', ticks)
      },
      overrun: (skipped) => ctx.broadcast('skipped', skipped),
    }
  },
  bot: (random) => ({
    hz: 5,
    act: () =>
      random() < 0.5 ? { command: 'windUp', body: { by: 1 + Math.floor(random() * 9) } } : { input: new Uint8Array(4) },
  }),
})

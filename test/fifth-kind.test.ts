/** A kind that nobody knew, added by one folder and one line, is a kind like any other. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../client-sdk/src/index.ts'
import { CHOICES } from './fixtures/poll/contract.ts'
import { poll } from './fixtures/poll/kind.ts'
import { vote } from './fixtures/poll/voter.ts'
import * as rooms from './fixtures/registry.ts'
import { blows, play } from './fuzz/kind-under-fire.ts'
import { startHost } from './support/host.ts'

const cleanup: (() => void)[] = []
afterEach(() => {
  for (const end of cleanup.splice(0).toReversed()) end()
})

const start = async () => {
  const host = await startHost(rooms)
  cleanup.push(() => host.close())
  const arrive = (name: string) => {
    const client = connect<typeof rooms>(host.url, { name })
    cleanup.push(() => client.close())
    return client
  }
  return { host, arrive }
}

const guestToken = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/guest`, { method: 'POST', body: '{}' })
  const { token } = (await answer.json()) as { token: string }
  return token
}

describe('a fifth kind', () => {
  it('is served over a real socket: commands, replies, events, refusals', async () => {
    const { arrive } = await start()
    const ada = await arrive('ada').join('poll', 'lunch')
    const bob = await arrive('bob').join('poll', 'lunch')
    expect(bob.state).toEqual({ choices: CHOICES, tally: [0, 0, 0] })

    const heard = new Promise((resolve) => bob.on('voted', (body, { seq }) => resolve({ body, seq })))
    expect(await ada.request('vote', { choice: 1 })).toEqual([0, 1, 0])
    expect(await heard).toEqual({ body: { by: 'ada', choice: 1 }, seq: 1 })
    await expect(ada.request('vote', { choice: 2 })).rejects.toMatchObject({ code: 'conflict' })
    // What the compiler refuses, the guard refuses too.
    const untyped: { request(command: string, body: unknown): Promise<unknown> } = bob
    await expect(untyped.request('vote', { choice: 3 })).rejects.toMatchObject({ code: 'bad_body' })
  })

  it('is used by a page as the README shows it', async () => {
    const { host } = await start()
    const shown = await new Promise<string[]>((resolve, reject) => {
      const lines: string[] = []
      const show = (line: string) => {
        lines.push(line)
        if (lines.length === 2) resolve(lines)
      }
      vote(host.url, 2, show).then((client) => cleanup.push(() => client.close()), reject)
    })
    expect(shown).toEqual(['ada voted for 2', '0 : 0 : 1'])
  })

  it('is listed, described, and answers its queries over HTTP and over the socket', async () => {
    const { host, arrive } = await start()
    const client = arrive('ada')
    await client.join('poll', 'lunch')
    expect(await client.query('poll', 'lunch', 'choices', {})).toEqual(CHOICES)

    const listed = await fetch(`${host.url}/v1/rooms?kind=poll`)
    expect(await listed.json()).toEqual({
      rooms: [{ kind: 'poll', room: 'lunch', members: 1, maxMembers: poll.maxMembers, summary: null }],
    })
    const headers = { authorization: `Bearer ${await guestToken(host.url)}` }
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? '{}' : null
      const answer = await fetch(`${host.url}/v1/poll/lunch/choices`, { method, headers, body })
      expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 200, body: CHOICES })
    }
    const described = (await (await fetch(`${host.url}/openapi.json`)).json()) as { paths: object }
    expect(Object.keys(described.paths)).toContain('/v1/poll/{room}/choices')
  })

  it('is typed in the SDK by the registry alone', () => {
    // Never run: what must not compile stands under an expected error, and tsc checks that it is one.
    const typed = async (client: ReturnType<typeof connect<typeof rooms>>) => {
      const room = await client.join('poll', 'lunch')
      room.send('vote', { choice: 1 })
      room.on('voted', ({ by, choice }) => `${by.toUpperCase()} ${choice.toFixed(0)}`)
      room.on('tally', (tally) => tally.map((votes) => votes + 1))
      const choices: readonly string[] = await client.query('poll', 'lunch', 'choices', {})
      // @ts-expect-error there is no such kind
      await client.join('pole', 'lunch')
      // @ts-expect-error there is no such command
      room.send('veto', { choice: 1 })
      // @ts-expect-error the body does not fit
      room.send('vote', { choice: 'ramen' })
      // @ts-expect-error there is no such event
      room.on('counted', () => {})
      // @ts-expect-error there is no such query
      await client.query('poll', 'lunch', 'history', {})
      return choices
    }
    expect(typed).toBeTypeOf('function')
  })

  it('is fuzzed by what fuzzes every kind', async () => {
    const holds = fc.asyncProperty(blows(poll), async (all) => {
      const played = await play(poll, all)
      expect(played.faults).toEqual([])
      expect((await play(poll, all)).transcript).toBe(played.transcript)
    })
    await fc.assert(holds, { seed: 5, numRuns: 30 })
  })
})

/** Commands over HTTP, driven without a socket. */
import { describe, expect, it } from 'vitest'
import { contract } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { FRAME } from '../../../shared/frames.ts'
import { boolean, bytes, list, nullable, object, optional, text } from '../../../shared/guards.ts'
import { LIMITS } from '../../../shared/limits.ts'
import { encodeServerFrame } from '../../../shared/server-codec.ts'
import type { HttpResponse } from '../../ports.ts'
import { startEdge } from '../../../test/support/edge-harness.ts'

const anchor = object({ from: bytes(8), quote: text(0, 10) })
const chat = contract('chat', {
  commands: {
    say: object({ text: text(1, 100), at: optional(nullable(anchor)), more: optional(list(anchor, 3)) }),
    move: bytes(40_000),
    // In the contract of this host, and in no room.
    vanish: object({ on: optional(boolean()) }),
  },
  events: {},
  queries: {},
})
const contracts = new Map([['chat', chat]])
const KEY = '019370fa-4d5e-7abc-8def-0123456789ab'

const open = async () => {
  const rig = await startEdge({ contracts })
  const room = rig.engine.room('chat', 'general')
  /** A command that is under way, as far as its room. */
  const begin = async (
    command: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
    url = '/v1/chat/general/commands',
  ) => {
    const authorization = `Bearer ${await rig.token('ada')}`
    const request = { method: 'POST', url: `${url}/${command}`, headers: { authorization, ...headers }, body }
    let response: HttpResponse | undefined
    const answered = rig.loopback.request(request).then((answer) => (response = answer))
    await rig.settle()
    return { answered, response: () => response }
  }
  const answer = async (code: 'forbidden' | null, body: unknown, retryMs = 0) => {
    const { seat, rid } = room.commands.at(-1)!
    seat.replies(encodeServerFrame({ type: FRAME.REPLY, rid, code, body, retryMs }), 1)
    await rig.settle()
  }
  return { ...rig, room, begin, answer }
}
const parsed = (response: HttpResponse): any => JSON.parse(response.body as string) // oxlint-disable-line no-explicit-any -- what is in it is what the tests ask
const refusal = (response: HttpResponse): [number, string] => [response.status, parsed(response).error.code]

describe('a command over HTTP', () => {
  it('[H13] is given by a member that joins for it, and leaves when it is answered', async () => {
    const { begin, answer, engine, room } = await open()
    const { answered, response } = await begin('say', '{"text":"hi"}', { 'tutti-join': '{"create":true}' })
    expect(engine.joins).toMatchObject([
      { user: { id: 'ada' }, kind: 'chat', room: 'general', since: null, options: { create: true } },
    ])
    expect(room.commands).toMatchObject([{ op: 0, body: { text: 'hi' }, nonce: null }])
    expect([response(), room.left]).toEqual([undefined, []])
    await answer(null, { id: 'm1', raw: new Uint8Array([1]) })
    expect(parsed(await answered)).toEqual({ id: 'm1', raw: 'AQ==' })
    expect((await answered).status).toBe(200)
    expect(room.left).toEqual(['left'])
  })

  it('[H13] is refused as it would be on the socket', async () => {
    const { begin, answer, engine, room } = await open()
    const asked = await begin('say', '{}')
    await answer(null, null)
    expect(parsed(await asked.answered)).toBeNull()
    const forbidden = await begin('say', '{"text":"hi"}')
    await answer('forbidden', 'not you', 2_500)
    expect(refusal(await forbidden.answered)).toEqual([403, 'forbidden'])
    expect(parsed(await forbidden.answered).error).toMatchObject({ message: 'not you', retryMs: 2_500 })
    engine.refusal = new TuttiError('room_full')
    expect(refusal(await (await begin('say', '{}')).answered)).toEqual([409, 'room_full'])
    engine.refusal = undefined
    const kicked = await begin('say', '{}')
    room.commands.at(-1)!.seat.left('kicked')
    expect(refusal(await kicked.answered)).toEqual([403, 'kicked'])
    expect(refusal(await (await begin('vanish', '{}')).answered)).toEqual([404, 'unknown_command'])
    expect(room.left).toHaveLength(5)
  })

  it('that reaches no room is refused at the door', async () => {
    const { begin, engine, loopback } = await open()
    const url = '/v1/chat/general/commands/say'
    const cases: [Promise<HttpResponse>, string][] = [
      [loopback.request({ method: 'POST', url, body: '{}' }), 'unauthenticated'],
      [loopback.request({ method: 'GET', url }), 'bad_method'],
      [begin('shout', '{}').then(({ answered }) => answered), 'unknown_command'],
      [begin('toString', '{}').then(({ answered }) => answered), 'unknown_command'],
      [begin('say', '{', {}).then(({ answered }) => answered), 'bad_body'],
      [begin('say', '{}', { 'idempotency-key': 'again' }).then(({ answered }) => answered), 'bad_body'],
      [begin('say', '{}', { 'tutti-join': '{' }).then(({ answered }) => answered), 'bad_body'],
      [begin('say', '{}', {}, '/v1/tennis/x/commands').then(({ answered }) => answered), 'unknown_kind'],
      [begin('say', '{}', {}, `/v1/chat/${'x'.repeat(65)}/commands`).then(({ answered }) => answered), 'unknown_room'],
      [begin('say', '{"text":"x","at":{"from":"?","quote":""}}').then(({ answered }) => answered), 'bad_body'],
    ]
    for (const [response, code] of cases) expect(refusal(await response)[1]).toBe(code)
    expect(engine.joins).toEqual([])
  })

  it('[H14] has bytes as base64 in its JSON, or as they are when it takes nothing else', async () => {
    const { begin, room } = await open()
    await begin('say', '{"text":"x","at":{"from":"AQID","quote":"AQID"},"more":[{"from":"/+8=","quote":""}]}')
    await begin('move', '"AQID"')
    await begin('move', new Uint8Array([4, 5]), { 'content-type': 'application/octet-stream' })
    expect(room.commands.map(({ body }) => body)).toEqual([
      {
        text: 'x',
        at: { from: new Uint8Array([1, 2, 3]), quote: 'AQID' },
        more: [{ from: new Uint8Array([0xff, 0xef]), quote: '' }],
      },
      new Uint8Array([1, 2, 3]),
      new Uint8Array([4, 5]),
    ])
  })

  it('[H15] carries its key as nonce, and ends when nobody answers', async () => {
    const { begin, room, pass } = await open()
    const { answered } = await begin('say', '{"text":"hi"}', { 'idempotency-key': KEY })
    expect(Buffer.from(room.commands[0]!.nonce!).toString('hex')).toBe(KEY.replaceAll('-', ''))
    await pass(15_100)
    expect(refusal(await answered)).toEqual([504, 'timeout'])
    expect(room.left).toEqual(['left'])
  })

  it('is one of so many that one user may give, and have unanswered', async () => {
    const { begin, answer, room, pass } = await open()
    const waiting = await Promise.all(Array.from({ length: LIMITS.commandsInFlight }, () => begin('say', '{}')))
    expect(refusal(await (await begin('say', '{}')).answered)).toEqual([429, 'rate_limited'])
    await answer(null, null)
    expect((await begin('say', '{}')).response()).toBeUndefined()
    expect(room.commands).toHaveLength(waiting.length + 1)
    const more = await Promise.all(Array.from({ length: LIMITS.commandsBurst }, () => begin('say', '{}')))
    const refused = await more.at(-1)!.answered
    expect([refusal(refused), parsed(refused).error.retryMs]).toEqual([[429, 'rate_limited'], expect.any(Number)])
    await pass(16_000)
    expect((await begin('say', '{}')).response()).toBeUndefined()
  })

  it('[H5] is in the description of the whole', async () => {
    const { loopback } = await open()
    const { paths } = parsed(await loopback.request({ url: '/openapi.json' }))
    const { post } = paths['/v1/chat/{room}/commands/say']
    expect(post.requestBody.content['application/json'].schema.properties.at).toMatchObject({
      anyOf: [{ properties: { from: { type: 'string', contentEncoding: 'base64' } } }, { type: 'null' }],
    })
    expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual(['idempotency-key', 'tutti-join'])
    expect(Object.keys(paths['/v1/chat/{room}/commands/move'].post.requestBody.content)).toEqual([
      'application/json',
      'application/octet-stream',
    ])
  })
})

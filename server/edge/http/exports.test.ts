/** Exports over HTTP: streamed line by line, refused before the first. */
import { describe, expect, it } from 'vitest'
import { TuttiError } from '../../../shared/errors.ts'
import { LIMITS } from '../../../shared/limits.ts'
import { startEdge } from '../../../test/support/edge-harness.ts'
import type { HttpResponse } from '../../ports.ts'

const open = async () => {
  const rig = await startEdge()
  const auth = { authorization: `Bearer ${await rig.token('ada')}` }
  const get = (url: string, headers: Record<string, string> = auth) => rig.loopback.request({ url, headers })
  return { ...rig, get }
}
const textOf = async (response: HttpResponse): Promise<{ text: string; chunks: number }> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return { text: Buffer.concat(chunks).toString(), chunks: chunks.length }
}
const refusal = (response: HttpResponse): [number, string] => {
  const { error } = JSON.parse(response.body as string) as { error: { code: string } }
  return [response.status, error.code]
}

describe('an export', () => {
  it('[H10] is one JSON object a line, many lines to a chunk', async () => {
    const { get, engine } = await open()
    engine.exported = async function* (name) {
      for (let n = 1; n <= 5_000; n++) yield { name, n, text: 'line\nbreak', blob: new Uint8Array([1, 2, 3]) }
    }
    const response = await get('/v1/chat/general/messages.ndjson')
    expect(response.status).toBe(200)
    expect(response.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="messages.ndjson"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    const { text, chunks } = await textOf(response)
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(5_000)
    expect(JSON.parse(lines[4_999]!)).toEqual({ name: 'messages', n: 5_000, text: 'line\nbreak', blob: 'AQID' })
    expect(chunks).toBeLessThan(30)
  })

  it('[H10] of nothing is empty', async () => {
    const { get, engine } = await open()
    engine.exported = async function* () {}
    expect(await textOf(await get('/v1/chat/general/messages.ndjson'))).toEqual({ text: '', chunks: 0 })
  })

  it('[H10] that is refused is an error like any other', async () => {
    const { get, engine, loopback } = await open()
    const url = '/v1/chat/general/messages.ndjson'
    expect(refusal(await get(url, {}))).toEqual([401, 'unauthenticated'])
    expect(refusal(await get(url))).toEqual([404, 'not_found'])
    engine.exported = () => {
      throw new TuttiError('forbidden')
    }
    expect(refusal(await get(url))).toEqual([403, 'forbidden'])
    expect(refusal(await loopback.request({ method: 'POST', url }))).toEqual([405, 'bad_method'])
    expect(refusal(await get(`/v1/chat/${'x'.repeat(65)}/messages.ndjson`))).toEqual([404, 'unknown_room'])
  })

  it('that fails on its way is logged, and throws to whoever sends it', async () => {
    const { get, engine, logged } = await open()
    engine.exported = async function* () {
      yield { n: 1 }
      throw new Error('the database went away')
    }
    await expect(textOf(await get('/v1/chat/general/messages.ndjson'))).rejects.toThrow(/went away/)
    expect(logged).toEqual(['an export failed'])
  })

  it('ends its source when nobody wants the rest', async () => {
    const { get, engine } = await open()
    let ended = false
    engine.exported = async function* () {
      try {
        for (;;) yield { text: 'x'.repeat(1_000) }
      } finally {
        ended = true
      }
    }
    const response = await get('/v1/chat/general/messages.ndjson')
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    expect(ended).toBe(true)
  })

  it('[L5] draws on a bucket of its user', async () => {
    const { get, engine, clock } = await open()
    engine.exported = async function* () {}
    for (let i = 0; i < LIMITS.exportsBurst; i++)
      expect((await get('/v1/chat/general/messages.ndjson')).status).toBe(200)
    const refused = await get('/v1/chat/general/messages.ndjson')
    expect(refusal(refused)).toEqual([429, 'rate_limited'])
    expect(refused.headers?.['retry-after']).toBe('10')
    clock.advance(10_000)
    expect((await get('/v1/chat/general/messages.ndjson')).status).toBe(200)
  })
})

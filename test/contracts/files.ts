/** What every store of files does, wherever it keeps them: one suite, run on each adapter. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock, FilePlace, Files } from '../../server/ports.ts'

export interface FilesRig {
  readonly files: Files
  /** What the files go by. */
  readonly clock: Clock & { advance(ms: number): void }
  /** The same files, for a process that starts later. */
  again(): Promise<Files> | Files
  close(): Promise<void>
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
const HOUR_MS = 3_600_000

/** All that are old, page by page. */
const allOld = async (files: Files, beforeMs: number, limit: number): Promise<string[]> => {
  const seen: string[] = []
  let after: FilePlace | undefined
  for (;;) {
    const page = await files.old(beforeMs, after, limit)
    expect(page.length).toBeLessThanOrEqual(limit)
    seen.push(...page.map(({ space, hash }) => `${space} ${hash}`))
    if (page.length < limit) return seen.toSorted()
    after = page.at(-1)
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const filesContract = (name: string, start: () => Promise<FilesRig>): void => {
  describe(`files: ${name}`, () => {
    const rigs: FilesRig[] = []
    afterEach(async () => {
      for (const rig of rigs.splice(0)) await rig.close()
    })
    const open = async (): Promise<FilesRig> => {
      const rig = await start()
      rigs.push(rig)
      return rig
    }

    it('keeps content under its SHA-256, with what is told about it', async () => {
      const { files } = await open()
      const content = bytes('a picture, say')
      const hash = await files.put('chat/a', 'grüße 🎺.png', 'image/png', content)
      expect(hash).toBe(hashOf(content))
      const meta = { name: 'grüße 🎺.png', type: 'image/png', bytes: content.length }
      expect(await files.stat('chat/a', hash)).toEqual(meta)
      const file = await files.read('chat/a', hash)
      expect(file?.meta).toEqual(meta)
      expect(new Uint8Array(file!.content)).toEqual(content)
    })

    it('keeps spaces apart', async () => {
      const { files } = await open()
      const hash = await files.put('chat/a', 'a', 'text/plain', bytes('x'))
      for (const space of ['chat/b', 'chat/A', 'chat', 'doc/a', 'chat/a/', ' chat/a']) {
        expect(await files.stat(space, hash), space).toBeUndefined()
        expect(await files.read(space, hash), space).toBeUndefined()
      }
      await files.put('chat/b', 'b', 'text/html', bytes('x'))
      await files.remove('chat/b', hash)
      expect((await files.stat('chat/a', hash))?.name).toBe('a')
    })

    it('lets the first one who put some content name it', async () => {
      const { files } = await open()
      const hash = await files.put('chat/a', 'one.txt', 'text/plain', bytes('same'))
      expect(await files.put('chat/a', 'two.html', 'text/html', bytes('same'))).toBe(hash)
      expect(await files.stat('chat/a', hash)).toEqual({ name: 'one.txt', type: 'text/plain', bytes: 4 })
    })

    it('takes the same content from many at once', async () => {
      const { files } = await open()
      const content = new Uint8Array(300_000).fill(7)
      const hashes = await Promise.all(
        Array.from({ length: 8 }, (_, i) => files.put('chat/a', `f${i}`, 'image/png', content)),
      )
      expect(new Set(hashes)).toEqual(new Set([hashOf(content)]))
      expect((await files.read('chat/a', hashes[0]!))?.content.length).toBe(300_000)
    })

    it('removes, and takes it again', async () => {
      const { files } = await open()
      const hash = await files.put('chat/a', 'a', 'text/plain', bytes('x'))
      expect(await files.remove('chat/a', hash)).toBe(true)
      expect(await files.remove('chat/a', hash)).toBe(false)
      expect(await files.stat('chat/a', hash)).toBeUndefined()
      expect(await files.read('chat/a', hash)).toBeUndefined()
      await files.put('chat/a', 'again', 'text/plain', bytes('x'))
      expect((await files.stat('chat/a', hash))?.name).toBe('again')
    })

    it('has them after a restart', async () => {
      const rig = await open()
      const content = Uint8Array.from({ length: 5 * 1024 * 1024 }, (_, i) => i % 251)
      const hash = await rig.files.put('chat/a', 'large', 'video/mp4', content)
      const later = await rig.again()
      const file = await later.read('chat/a', hash)
      expect(Buffer.compare(file!.content, content)).toBe(0)
      expect(file!.meta.bytes).toBe(content.length)
    })

    it('knows no other hash, whatever it looks like', async () => {
      const { files } = await open()
      const hash = await files.put('chat/a', 'a', 'text/plain', bytes('x'))
      const hostile = ['', '.', '..', '../a', `../${hash}`, `${hash}.json`, `${hash}\0`, hash.toUpperCase(), `${hash}/`]
      for (const asked of [...hostile, '0'.repeat(64)]) {
        expect(await files.stat('chat/a', asked), asked).toBeUndefined()
        expect(await files.read('chat/a', asked), asked).toBeUndefined()
        expect(await files.touch('chat/a', asked), asked).toBeUndefined()
        expect(await files.remove('chat/a', asked), asked).toBe(false)
      }
      expect(await files.stat('chat/a', hash)).toBeDefined()
    })

    it('lists what was put before some time, in pages of any size, each once', async () => {
      const { files, clock } = await open()
      const old: string[] = []
      for (let i = 0; i < 12; i++) {
        const space = `chat/${'abÄ'[i % 3]}`
        old.push(`${space} ${await files.put(space, 'a', 'text/plain', bytes(`old ${i}`))}`)
      }
      clock.advance(HOUR_MS)
      const between = Math.floor(clock.wall()) - HOUR_MS / 2
      for (const space of ['chat/a', 'chat/n']) await files.put(space, 'a', 'text/plain', bytes('new'))
      for (const limit of [1, 5, 12, 100]) expect(await allOld(files, between, limit)).toEqual(old.toSorted())
      expect(await allOld(files, between + HOUR_MS, 5)).toHaveLength(14)
      expect(await allOld(files, between - HOUR_MS, 5)).toEqual([])
    })

    it('goes on in its list after a file that was removed meanwhile', async () => {
      const { files, clock } = await open()
      for (let i = 0; i < 9; i++) await files.put(`chat/${i % 2}`, 'a', 'text/plain', bytes(`${i}`))
      clock.advance(HOUR_MS)
      const seen = new Set<string>()
      let after: FilePlace | undefined
      for (;;) {
        const page = await files.old(Math.floor(clock.wall()), after, 2)
        for (const { space, hash } of page) {
          seen.add(hash)
          await files.remove(space, hash)
        }
        if (page.length < 2) break
        after = page.at(-1)
      }
      expect(seen.size).toBe(9)
    })

    it('is as new as when it was last put or touched, and one that is new is not removed as old', async () => {
      const { files, clock } = await open()
      const [put, touched, left] = await Promise.all(
        ['put', 'touched', 'left'].map((text) => files.put('chat/a', `${text}.txt`, 'text/plain', bytes(text))),
      )
      clock.advance(HOUR_MS)
      const before = Math.floor(clock.wall()) - HOUR_MS / 2
      await files.put('chat/a', 'again', 'text/html', bytes('put'))
      const meta = { name: 'touched.txt', type: 'text/plain', bytes: 7 }
      expect(await files.touch('chat/a', touched!)).toEqual(meta)
      expect(await allOld(files, before, 10)).toEqual([`chat/a ${left}`])
      for (const hash of [put!, touched!]) expect(await files.remove('chat/a', hash, before)).toBe(false)
      expect(await files.stat('chat/a', touched!)).toEqual(meta)
      expect(await files.remove('chat/a', left!, before)).toBe(true)
      expect(await files.touch('chat/a', left!)).toBeUndefined()
      expect(await files.stat('chat/a', left!)).toBeUndefined()
    })

    it('loses nothing that is put or touched while it is removed as old', async () => {
      const { files, clock } = await open()
      for (let round = 0; round < 40; round++) {
        const content = bytes(`round ${round}`)
        const hash = await files.put('chat/a', 'a', 'text/plain', content)
        clock.advance(HOUR_MS)
        const before = Math.floor(clock.wall()) - HOUR_MS / 2
        const [, , touched] = await Promise.all([
          files.remove('chat/a', hash, before),
          round % 2 === 0 ? files.put('chat/a', 'b', 'text/plain', content) : undefined,
          round % 2 === 1 ? files.touch('chat/a', hash) : undefined,
        ])
        // A touch that came too late says so.
        const there = round % 2 === 0 || touched !== undefined
        expect((await files.read('chat/a', hash)) !== undefined, `round ${round}`).toBe(there)
      }
    })

    it('takes whatever spaces and names there are, and mixes none up', async () => {
      const { files } = await open()
      const space = fc.oneof(
        fc.constantFrom('../../etc', '/', '..', 'chat/..', 'chat/\\..\\x', 'CON', 'chat/%2e%2e', 'chat/öffentlich'),
        fc.string({ minLength: 1, maxLength: 64 }).map((room) => `chat/${room.replaceAll('\0', '')}`),
      )
      await fc.assert(
        fc.asyncProperty(space, space, fc.uint8Array({ minLength: 1, maxLength: 50 }), async (one, other, content) => {
          const hash = await files.put(one, `in ${one}`, 'text/plain', content)
          expect(hash).toBe(hashOf(content))
          expect(new Uint8Array((await files.read(one, hash))!.content)).toEqual(content)
          if (one !== other) expect((await files.stat(other, hash))?.name).not.toBe(`in ${one}`)
          await files.remove(one, hash)
          expect(await files.stat(one, hash)).toBeUndefined()
        }),
        { numRuns: 60 },
      )
    })
  })
}

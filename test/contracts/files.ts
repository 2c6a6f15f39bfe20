/** What every store of files does, wherever it keeps them: one suite, run on each adapter. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Files } from '../../server/ports.ts'

export interface FilesRig {
  readonly files: Files
  /** The same files, for a process that starts later. */
  again(): Promise<Files> | Files
  close(): Promise<void>
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
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
      await files.remove('chat/a', hash)
      await files.remove('chat/a', hash)
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
        await files.remove('chat/a', asked)
      }
      expect(await files.stat('chat/a', hash)).toBeDefined()
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

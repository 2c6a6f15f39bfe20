/** The mark of the ids in its file. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createIdMarkFile } from './id-mark-file.ts'

const folders: string[] = []
const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'tutti-mark-'))
  folders.push(path)
  return path
}
afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true })
})

describe('the mark of the ids', () => {
  it('is none at first, and then what was written last, for whoever reads', async () => {
    const dir = await folder()
    const path = join(dir, 'not', 'yet', 'ids')
    const marks = createIdMarkFile(path)
    expect(await marks.read()).toBeUndefined()
    await marks.write({ usedMs: 1_800_000_010_000, clockMs: 1_800_000_000_000 })
    await marks.write({ usedMs: 1_800_000_020_000, clockMs: 1_800_000_010_000 })
    expect(await createIdMarkFile(path).read()).toEqual({ usedMs: 1_800_000_020_000, clockMs: 1_800_000_010_000 })
    expect(await readdir(join(dir, 'not', 'yet'))).toEqual(['ids'])
  })

  it('is refused where the file holds something else: ids could repeat', async () => {
    const path = join(await folder(), 'ids')
    for (const text of ['', '12', '1 2', 'a b\n', '-1 5\n', '1 2\n3']) {
      await writeFile(path, text)
      await expect(createIdMarkFile(path).read()).rejects.toThrow(/not a mark of ids/)
    }
  })
})

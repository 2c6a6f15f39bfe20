/** Files in folders, under the contract of all stores, and what shows on the disk alone. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { filesContract } from '../../test/contracts/files.ts'
import { createManualClock } from './manual-clock.ts'
import { createFileStore } from './file-store.ts'

const inFolder = async () => {
  const root = await mkdtemp(join(tmpdir(), 'tutti-files-'))
  const dir = join(root, 'not', 'yet')
  const clock = createManualClock()
  return {
    root,
    dir,
    clock,
    files: createFileStore(dir, clock),
    again: () => createFileStore(dir, clock),
    close: () => rm(root, { recursive: true, force: true }),
  }
}

filesContract('folders', inFolder)

it('files stay inside their folder, and leave nothing half-written behind', async () => {
  const { root, dir, files, close } = await inFolder()
  for (const space of ['../../etc', '/', '..', 'chat/../..', 'chat/a', `chat/${'ö'.repeat(64)}`])
    await files.put(space, '../../name', 'text/plain', new TextEncoder().encode(space))
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(paths).toHaveLength(12)
  for (const path of paths) expect(relative(dir, path)).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{40}\/[0-9a-f]{64}(\.json)?$/)
  await close()
})

it('a file whose writing was cut short is not there, and can be put again', async () => {
  const { root, files, close } = await inFolder()
  const content = new TextEncoder().encode('whole')
  const hash = await files.put('chat/a', 'a', 'text/plain', content)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const told = entries.find((entry) => entry.name.endsWith('.json'))!
  // As a crash between the two would leave it.
  await rm(join(told.parentPath, told.name))
  await writeFile(join(told.parentPath, hash), 'who')
  expect(await files.read('chat/a', hash)).toBeUndefined()
  await files.put('chat/a', 'a', 'text/plain', content)
  expect(Buffer.from((await files.read('chat/a', hash))!.content).toString()).toBe('whole')
  await close()
})

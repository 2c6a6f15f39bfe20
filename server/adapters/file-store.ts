/** Files in folders: one folder a space, each file under the hash of its content with what is told about it beside. */
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileMeta, Files } from '../ports.ts'

export const createFileStore = (dir: string): Files => {
  /** Undefined: no file can have that name. Spaces are hashed, so that no name of a room can be a path, or too long for one. */
  const placeOf = (space: string, hash: string): { readonly folder: string; readonly path: string } | undefined => {
    if (!/^[0-9a-f]{64}$/.test(hash)) return undefined
    const name = createHash('sha256').update(space).digest('hex').slice(0, 40)
    const folder = join(dir, name.slice(0, 2), name)
    return { folder, path: join(folder, hash) }
  }

  const stat = async (space: string, hash: string): Promise<FileMeta | undefined> => {
    const place = placeOf(space, hash)
    if (place === undefined) return undefined
    const text = await found(readFile(`${place.path}.json`, 'utf8'))
    return text === undefined ? undefined : (JSON.parse(text) as FileMeta) // What put() wrote.
  }

  return {
    stat,
    put: async (space, name, type, content) => {
      // Off the main thread: ten megabytes take as long as a tick.
      const digest = await webcrypto.subtle.digest('SHA-256', content)
      const hash = Buffer.from(digest).toString('hex')
      const { folder, path } = placeOf(space, hash)!
      // The first one who put it has named it: nobody changes what others see by putting the same bytes again.
      if ((await stat(space, hash)) !== undefined) return hash
      await mkdir(folder, { recursive: true })
      const meta: FileMeta = { name, type, bytes: content.length }
      // What is told about it comes last: a crash in between leaves no file that anybody finds.
      await writeWhole(path, content)
      await writeWhole(`${path}.json`, JSON.stringify(meta))
      await syncFolder(folder)
      return hash
    },
    read: async (space, hash) => {
      const meta = await stat(space, hash)
      if (meta === undefined) return undefined
      const content = await found(readFile(placeOf(space, hash)!.path))
      return content === undefined ? undefined : { meta, content }
    },
    remove: async (space, hash) => {
      const place = placeOf(space, hash)
      if (place === undefined) return
      await rm(`${place.path}.json`, { force: true })
      await rm(place.path, { force: true })
    },
  }
}

const found = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw thrown
  })

/** The file is there whole, or not at all. */
const writeWhole = async (path: string, content: Uint8Array | string): Promise<void> => {
  // Of two who write the same, each has a file of its own until it takes its place.
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}

/** A new name in a folder outlives a loss of power only when the folder was written, too. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

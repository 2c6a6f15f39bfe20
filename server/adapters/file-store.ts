/** Files in folders: one folder a space, each file under the hash of its content with what is told about it beside. */
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Clock, FileMeta, FilePlace, Files } from '../ports.ts'
import { createTurns } from './turns.ts'

/** What stands beside the content. When it was put is the time of this file, so that it is written once. */
interface Told extends FileMeta {
  /** Absent in what an older host has written: nobody can be asked about that, and it stays. */
  readonly space?: string
}

export const createFileStore = (dir: string, clock: Clock): Files => {
  const inTurn = createTurns()

  /** Undefined: no file can have that name. Spaces are hashed, so that no name of a room can be a path, or too long for one. */
  const placeOf = (space: string, hash: string): Place | undefined => {
    if (!/^[0-9a-f]{64}$/.test(hash)) return undefined
    const name = createHash('sha256').update(space).digest('hex').slice(0, 40)
    const folder = join(dir, name.slice(0, 2), name)
    const path = join(folder, hash)
    return { steps: [name.slice(0, 2), name, `${hash}.json`], folder, path, told: `${path}.json` }
  }

  const metaOf = async (space: string, hash: string): Promise<FileMeta | undefined> => {
    const place = placeOf(space, hash)
    const told = place && (await toldIn(place.told))
    return told && { name: told.name, type: told.type, bytes: told.bytes }
  }

  /** False: there is none. */
  const renew = async ({ told }: Place): Promise<boolean> => {
    const now = new Date(clock.wall())
    return (await found(utimes(told, now, now).then(() => true))) === true
  }

  return {
    stat: metaOf,
    put: async (space, name, type, content) => {
      // Off the main thread: ten megabytes take as long as a tick.
      const digest = await webcrypto.subtle.digest('SHA-256', content)
      const hash = Buffer.from(digest).toString('hex')
      const place = placeOf(space, hash)!
      await inTurn(place.path, async () => {
        // The first one who put it has named it: nobody changes what others see by putting the same bytes again.
        if (await renew(place)) return
        await mkdir(place.folder, { recursive: true })
        const told: Told = { name, type, bytes: content.length, space }
        const now = new Date(clock.wall())
        // What is told about it comes last: a crash in between leaves no file that anybody finds.
        await writeWhole(place.path, content, now)
        await writeWhole(place.told, JSON.stringify(told), now)
        await syncFolder(place.folder)
      })
      return hash
    },
    touch: async (space, hash) => {
      const place = placeOf(space, hash)
      if (place === undefined) return undefined
      return inTurn(place.path, async () => ((await renew(place)) ? metaOf(space, hash) : undefined))
    },
    read: async (space, hash) => {
      const meta = await metaOf(space, hash)
      if (meta === undefined) return undefined
      const content = await found(readFile(placeOf(space, hash)!.path))
      return content === undefined ? undefined : { meta, content }
    },
    remove: async (space, hash, beforeMs = Infinity) => {
      const place = placeOf(space, hash)
      if (place === undefined) return false
      return inTurn(place.path, async () => {
        if (!(await isBefore(place.told, beforeMs))) return false
        await rm(place.told, { force: true })
        await rm(place.path, { force: true })
        return true
      })
    },
    old: async (beforeMs, after, limit) => {
      const from = after && placeOf(after.space, after.hash)
      const places: FilePlace[] = []
      for await (const path of pathsFrom(dir, from?.steps ?? [])) {
        if (!/\b[0-9a-f]{64}\.json$/.test(path) || path === from?.told || !(await isBefore(path, beforeMs))) continue
        const space = (await toldIn(path))?.space
        if (space !== undefined && places.push({ space, hash: basename(path, '.json') }) === limit) break
      }
      return places
    },
  }
}

interface Place {
  /** From the store's folder to what is told about it. */
  readonly steps: readonly string[]
  readonly folder: string
  readonly path: string
  readonly told: string
}

const toldIn = async (path: string): Promise<Told | undefined> => {
  const text = await found(readFile(path, 'utf8'))
  return text === undefined ? undefined : (JSON.parse(text) as Told) // What put() wrote.
}

/** False, too, where there is none. */
const isBefore = async (path: string, ms: number): Promise<boolean> => {
  const status = await found(stat(path))
  // A file system keeps other fractions than a double has.
  return status !== undefined && Math.round(status.mtimeMs) < ms
}

/** Every file in order of its path, from the one that these steps lead to; what comes before it is not even looked into. */
async function* pathsFrom(folder: string, [first = '', ...rest]: readonly string[]): AsyncGenerator<string> {
  const entries = (await found(readdir(folder, { withFileTypes: true }))) ?? []
  const sorted = entries.filter(({ name }) => name >= first).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of sorted) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* pathsFrom(path, entry.name === first ? rest : [])
    else yield path
  }
}

const found = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw thrown
  })

/** The file is there whole, or not at all; what a crash left under another name is in nobody's way. */
const writeWhole = async (path: string, content: Uint8Array | string, at: Date): Promise<void> => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.utimes(at, at)
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

/** Keeps the mark of the ids in a small file. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { IdMarks } from '../ports.ts'

export const createIdMarkFile = (path: string): IdMarks => ({
  read: async () => {
    const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return undefined
      throw thrown
    })
    if (text === undefined) return undefined
    const [, usedMs, clockMs] = /^(\d{1,15}) (\d{1,15})\n$/.exec(text) ?? []
    if (usedMs === undefined || clockMs === undefined) throw new Error(`${path} is not a mark of ids`)
    return { usedMs: Number(usedMs), clockMs: Number(clockMs) }
  },
  write: async ({ usedMs, clockMs }) => {
    await mkdir(dirname(path), { recursive: true })
    // Renamed into its place when it is whole: a crash leaves the old mark or the new one.
    const file = await open(`${path}.new`, 'w')
    try {
      await file.writeFile(`${usedMs} ${clockMs}\n`)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
    // A new name outlives a loss of power only when its folder was written, too.
    const folder = await open(dirname(path), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
})

/** One Postgres for a whole test run: started when the first test file asks for it, ended with the run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.ts'
import type { PostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a socket: whoever connects is told the server's address, when it is up. */
    readonly postgres: string
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-ask-'))
  let starting: Promise<PostgresServer> | undefined
  const desk = createServer((asking) => {
    asking.on('error', () => undefined) // A test file that has ended needs no answer.
    starting ??= startPostgres()
    starting.then(
      ({ url }) => asking.end(url),
      (thrown: unknown) => asking.end(`error: ${thrown instanceof Error ? thrown.message : String(thrown)}`),
    )
  })
  const path = join(folder, 'postgres.sock')
  await new Promise<void>((resolve) => desk.listen(path, resolve))
  project.provide('postgres', path)
  return async () => {
    desk.close()
    // What could not start has told so to whoever asked.
    await starting?.then(
      (server) => server.stop(),
      () => undefined,
    )
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The thread that jobs run on: loads a kind's module when it is first asked for it, and answers one by one. */
import { parentPort, workerData } from 'node:worker_threads'
import type { JobAnswer, JobQuestion } from './thread-jobs.ts'

type Module = { readonly jobs: { readonly run: Readonly<Record<string, (input: unknown) => unknown>> } }

/** Kind to module. */
const urls = workerData as ReadonlyMap<string, string>
const port = parentPort!

const answer = async ({ id, kind, name, input }: JobQuestion): Promise<void> => {
  try {
    const { jobs } = (await import(urls.get(kind)!)) as Module
    port.postMessage({ id, value: jobs.run[name]!(input) } satisfies JobAnswer)
  } catch (thrown) {
    const failure = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    port.postMessage({ id, failure } satisfies JobAnswer)
  }
}

// One at a time, in the order asked: the first of a kind waits for its module.
let line = Promise.resolve()
port.on('message', (question: JobQuestion) => {
  line = line.then(() => answer(question))
})

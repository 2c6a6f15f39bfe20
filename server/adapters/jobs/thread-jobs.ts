/** Jobs on a thread of their own, which is started when there is something to do, and anew when it dies or hangs. */
import type { Worker } from 'node:worker_threads'
import { TuttiError } from '../../../shared/errors.ts'
import type { Cancel, Clock, Jobs, Log } from '../../ports.ts'
import { besides, startWorker } from '../start-worker.ts'
import type { JobBook } from './job-book.ts'

export interface JobQuestion {
  readonly id: number
  readonly kind: string
  readonly name: string
  readonly input: unknown
}

export type JobAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string }

export interface ThreadJobsOptions {
  readonly book: JobBook
  readonly clock: Clock
  readonly log: Log
  /** A job that takes longer hangs. */
  readonly longestMs?: number
}

const LONGEST_MS = 60_000
/** Asked for and not done: what each holds is copied already. */
const WAITING_MAX = 256

interface Waiting {
  readonly kind: string
  readonly name: string
  resolve(value: unknown): void
  reject(error: TuttiError): void
}

export class ThreadJobs implements Jobs {
  readonly #options: ThreadJobsOptions
  /** How many were asked for, by kind and name. */
  readonly asked = new Map<string, Map<string, number>>()
  /** In the order asked: the first one runs. */
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #nextId = 1
  #hanging: Cancel = () => undefined
  #closed = false

  constructor(options: ThreadJobsOptions) {
    this.#options = options
  }

  run(kind: string, name: string, input: unknown): Promise<unknown> {
    const { book } = this.#options
    if (this.#closed || book.get(kind)?.run[name] === undefined)
      return Promise.reject(new TuttiError('unavailable', 'there is no such job'))
    if (this.#waiting.size >= WAITING_MAX)
      return Promise.reject(new TuttiError('overloaded', 'too many jobs wait', { retryMs: 1_000 }))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const worker = (this.#worker ??= this.#start())
      // Before it counts as waiting: what cannot be copied throws here.
      worker.postMessage({ id, kind, name, input } satisfies JobQuestion)
      this.#waiting.set(id, { kind, name, resolve, reject })
      this.#count(kind, name)
      if (this.#waiting.size === 1) this.#watch()
    })
  }

  #count(kind: string, name: string): void {
    let names = this.asked.get(kind)
    if (names === undefined) this.asked.set(kind, (names = new Map<string, number>()))
    names.set(name, (names.get(name) ?? 0) + 1)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#end(new Error('the host is closing'))
  }

  #start(): Worker {
    const urls = new Map([...this.#options.book].map(([kind, { url }]) => [kind, url]))
    const worker = startWorker(besides(import.meta.url, 'jobs-worker'), urls)
    worker.on('message', (answer: JobAnswer) => this.#answered(answer))
    worker.on('error', (cause: unknown) => this.#died(worker, cause))
    worker.on('exit', () => this.#died(worker, new Error('the thread has ended')))
    // A host that has nothing else to do may end.
    worker.unref()
    return worker
  }

  #answered(answer: JobAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    if (waiting === undefined) return
    this.#waiting.delete(answer.id)
    this.#watch()
    if ('value' in answer) return waiting.resolve(answer.value)
    const { kind, name } = waiting
    this.#options.log.error('a job failed', { kind, job: name, error: answer.failure })
    waiting.reject(new TuttiError('unavailable', 'a job failed', { cause: new Error(answer.failure) }))
  }

  #watch(): void {
    this.#hanging()
    const [first] = this.#waiting.values()
    if (first === undefined) return
    const { clock, log, longestMs = LONGEST_MS } = this.#options
    this.#hanging = clock.after(longestMs, () => {
      log.error('a job hangs', { kind: first.kind, job: first.name })
      void this.#end(new Error('a job hangs'))
    })
  }

  #died(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#options.log.error('the thread of jobs has ended', { cause })
    void this.#end(cause)
  }

  /** All that was asked fails; who asks again gets another thread. */
  async #end(cause: unknown): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    this.#hanging()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const one of waiting) one.reject(new TuttiError('unavailable', 'a job was not done', { cause }))
    await worker?.terminate()
  }
}

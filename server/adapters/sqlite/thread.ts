/** A thread with a database in it, seen from outside: it is asked, and it answers, in order. */
import type { Worker } from 'node:worker_threads'
import { unavailable } from '../sql/storage-error.ts'
import { besides, startWorker } from '../start-worker.ts'

export type Answer =
  | readonly [id: number, ok: true, value: unknown]
  /** `trouble`: the database's, not the question's. */
  | readonly [id: number, ok: false, message: string, trouble: boolean]

export interface Question {
  readonly id: number
  readonly op: string
  readonly input: unknown
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

export class Thread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<void>
  #nextId = 1
  #death: Error | undefined

  /** `onDeath` is called when the thread ends without having been told to: a bug, nothing comes back. */
  constructor(name: string, workerData: object, onDeath: (cause: Error) => void) {
    this.#worker = startWorker(besides(import.meta.url, name), workerData)
    this.#worker.on('message', (answer: Answer) => this.#answered(answer))
    this.#worker.on('error', (cause) => {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      this.#end(error)
      onDeath(error)
    })
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(new Error('the thread has ended'))
        resolve()
      })
    })
  }

  /** Rejects with `unavailable` on database trouble; with a plain error where the question is at fault. */
  ask<T>(op: string, input: unknown, transfer: ArrayBuffer[] = []): Promise<T> {
    if (this.#death !== undefined) return Promise.reject(unavailable(this.#death))
    const id = this.#nextId++
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject })
      this.#worker.postMessage({ id, op, input } satisfies Question, transfer)
    })
  }

  get pending(): number {
    return this.#waiting.size
  }

  /** What was asked before is answered first. */
  async close(): Promise<void> {
    if (this.#death === undefined) {
      // A thread that dies now has ended, too.
      await this.ask('close', null).catch(() => undefined)
    }
    await this.#exited
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer[0])
    this.#waiting.delete(answer[0])
    if (answer[1]) waiting?.resolve(answer[2])
    else waiting?.reject(answer[3] ? unavailable(new Error(answer[2])) : new Error(answer[2]))
  }

  #end(cause: Error): void {
    this.#death ??= cause
    for (const waiting of this.#waiting.values()) waiting.reject(unavailable(cause))
    this.#waiting.clear()
  }
}

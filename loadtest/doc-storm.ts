/** People who all open the same document within some seconds. */
import { setTimeout as after } from 'node:timers/promises'
import type { EditorOptions } from './doc-editor.ts'
import { joinFresh } from './doc-joiner.ts'
import { LatencyCounts } from './latency-counts.ts'
import { guestToken } from './lean-client.ts'
import { pooled } from './pool.ts'

const TOKENS_AT_ONCE = 32

export class Storm {
  readonly latency = new LatencyCounts()
  readonly failures: string[] = []
  readonly #tokens: readonly string[]
  readonly #options: (joiner: number) => EditorOptions
  readonly #closers: { close(): void }[] = []
  #over: Promise<unknown> = Promise.resolve()
  bytes = 0

  /** With their tokens: getting those is no part of joining. */
  static async gather(url: URL, count: number, options: (joiner: number) => EditorOptions): Promise<Storm> {
    return new Storm(await pooled(count, TOKENS_AT_ONCE, (i) => guestToken(url, `j${i}`)), options)
  }

  private constructor(tokens: readonly string[], options: (joiner: number) => EditorOptions) {
    this.#tokens = tokens
    this.#options = options
  }

  get joined(): number {
    return this.latency.total
  }

  /** One after the other at even distances, all begun within these seconds. */
  begin(seconds: number): void {
    const everyMs = (seconds * 1000) / Math.max(1, this.#tokens.length)
    this.#over = Promise.all(this.#tokens.map((token, i) => this.#join(token, i, i * everyMs)))
  }

  /** Resolves when all are in, or have failed. */
  async over(): Promise<void> {
    await this.#over
    for (const one of this.#closers) one.close()
  }

  async #join(token: string, joiner: number, delayMs: number): Promise<void> {
    await after(delayMs)
    const startMs = performance.now()
    try {
      const { editor, bytes } = await joinFresh(this.#options(joiner), token)
      this.latency.record(performance.now() - startMs)
      this.bytes += bytes
      this.#closers.push(editor)
    } catch (thrown) {
      this.failures.push(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
}

/** The processes that a run has started: ended by their ids when it ends, however it ends. */
import type { ChildProcess } from 'node:child_process'

/** How long a child may take to end by itself. */
const END_MS = 3_000

export class Family {
  readonly #children = new Set<ChildProcess>()

  add<T extends ChildProcess>(child: T): T {
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    child.once('error', () => this.#children.delete(child))
    return child
  }

  /** Resolves when it is gone. */
  async end(child: ChildProcess): Promise<void> {
    if (!this.#children.has(child)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
      child.once('exit', () => {
        clearTimeout(timer)
        resolve()
      })
      child.kill('SIGTERM')
    })
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.end(child)))
  }

  /** For the last moment of this process, when nothing can be waited for. */
  killAll(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

/** A host as a process of its own, that can be killed without a warning and started again on the same port. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
/** A machine that does ten other things takes half a minute to read the sources. */
const READY_MS = 60_000

export class HostProcess {
  readonly url: string
  readonly #entry: string
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #said = ''

  private constructor(port: number, entry: string, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`
    this.#entry = entry
    this.#env = { ...env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'warn' }
  }

  /** `env` on top of what every host of a test has. `entry`: the module that is run. */
  static async start(env: Readonly<Record<string, string>>, entry = ENTRY): Promise<HostProcess> {
    const host = new HostProcess(await freePort(), entry, {
      TUTTI_SECRET: 'a secret that only tests know, 32 bytes',
      TUTTI_CONNECTIONS_PER_ADDRESS: '100000',
      ...env,
    })
    await host.start()
    return host
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** What it wrote to its log. */
  get said(): string {
    return this.#said
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    // Without XFSZ a file that may not grow is an error of that write, as a full disk is, and not the end.
    const command = ['-c', `trap '' XFSZ; exec "$0" --import tsx "$1"`, process.execPath, this.#entry]
    const child = spawn('sh', command, {
      env: { PATH: process.env['PATH'] ?? '', ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said = (this.#said + text).slice(-20_000)
      })
    }
    const gone = once(child, 'exit')
    const deadlineMs = performance.now() + READY_MS
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}: ${this.#said}`)
      if (performance.now() > deadlineMs) throw new Error(`the host does not get ready: ${this.#said}`)
      if (await this.#isReady()) return
      await Promise.race([gone, pause(50)])
    }
  }

  /** SIGKILL: nothing is flushed, nobody is told. Resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** SIGTERM: it drains. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok
    } catch {
      return false // Not listening yet.
    }
  }
}

/** Between two looks at a process that says nothing on its own. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

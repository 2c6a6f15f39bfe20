/** `load http`: every public address in turn under autocannon. */
import autocannon from 'autocannon'
import { number } from './arguments.ts'
import { Histogram } from './histogram.ts'
import { guestToken } from './lean-client.ts'
import { cpuMs, rssMb, waitedMs } from './proc-stats.ts'
import { NOT_MEASURED, defineLoad } from './run.ts'
import type { Figures, Outcome, Run } from './run.ts'
import type { Subject } from './server-process.ts'
import { MAX_CLIENT_CPU_PERCENT } from './swarm.ts'
import { tuttiServer } from './tutti-server.ts'

interface Address {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const PAGES = ['/', '/game/', '/healthz', '/readyz', '/metrics', '/v1/rooms', '/openapi.json']
const ROOM = 'load'

export const http = defineLoad({
  name: 'http',
  about: 'every public address in turn; --seconds and --warm are for each',
  switches: {
    connections: number(32, 1, 1000, 'connections at once'),
    rate: number(
      500,
      0,
      100_000,
      'requests a second; 0: as many as can be had, which measures autocannon more than us',
    ),
  },
  run: async (run, { connections, rate }): Promise<Outcome> => {
    const subject = await tuttiServer(run)
    const { pid } = subject
    const of = (read: (pid: number) => number | null): number | null => (pid === null ? null : read(pid))
    try {
      const [rssStartMb, startMs, startCpuMs, startWaitedMs] = [of(rssMb), performance.now(), of(cpuMs), of(waitedMs)]
      const result: Record<string, Figures> = {}
      const faults: string[] = []
      for (const address of await addresses(subject)) {
        if (run.signal.aborted) break
        run.say(`Tutti: ${address.method} ${address.path}`)
        const { figures, fault } = await shoot(run, subject, address, { connections, rate })
        result[address.path] = figures
        if (fault !== undefined) faults.push(`${address.path}: ${fault}`)
      }
      const spentMs = performance.now() - startMs
      const percent = (from: number | null, to: number | null) =>
        from === null || to === null ? null : ((to - from) / spentMs) * 100
      return {
        params: { connections, rate },
        seconds: spentMs / 1000,
        server: {
          ...NOT_MEASURED,
          cpuPercent: percent(startCpuMs, of(cpuMs)),
          waitedPercent: percent(startWaitedMs, of(waitedMs)),
          rssMb: of(rssMb),
          rssStartMb,
        },
        result,
        peers: [],
        faults,
      }
    } finally {
      await subject.end()
    }
  },
})

/** All that anybody may ask for, and the first query that the host says it has. */
const addresses = async ({ url }: Subject): Promise<Address[]> => {
  const json = { 'content-type': 'application/json' }
  const response = await fetch(new URL('/openapi.json', url))
  const { paths = {} } = (await response.json()) as { paths?: Record<string, object> }
  const query = Object.keys(paths).find((path) => /^\/v1\/[^/]+\/\{[^/]+\}\/[^/]+$/.test(path))
  const asked = query?.replace(/\{[^/]+\}/, ROOM)
  return [
    ...PAGES.map((path) => ({ method: 'GET' as const, path })),
    { method: 'POST', path: '/v1/guest', headers: json, body: '{"name":"load"}' },
    ...(asked === undefined
      ? []
      : [
          {
            method: 'GET' as const,
            path: asked,
            headers: { authorization: `Bearer ${await guestToken(url, 'load')}` },
          },
        ]),
  ]
}

/** One address, warmed up and then measured. */
const shoot = async (
  run: Run,
  subject: Subject,
  { path, ...rest }: Address,
  { connections, rate }: { readonly connections: number; readonly rate: number },
): Promise<{ figures: Figures; fault: string | undefined }> => {
  const options = {
    ...rest,
    url: new URL(path, subject.url).href,
    connections,
    ...(rate === 0 ? {} : { overallRate: rate }),
  }
  if (run.common.warm > 0) await autocannon({ ...options, duration: run.common.warm })
  const { pid } = subject
  const latency = new Histogram()
  const [startCpuMs, own, startMs] = [pid === null ? null : cpuMs(pid), process.cpuUsage(), performance.now()]
  const instance = autocannon({ ...options, duration: run.common.seconds })
  // Its own histogram counts whole milliseconds.
  instance.on('response', (_client, _status, _bytes, responseMs) => latency.record(responseMs))
  const stop = () => instance.stop()
  run.signal.addEventListener('abort', stop)
  const { requests, non2xx, errors, duration } = await instance
  run.signal.removeEventListener('abort', stop)
  const used = process.cpuUsage(own)
  const endCpuMs = pid === null ? null : cpuMs(pid)
  const clientCpuPercent = (used.user + used.system) / 10 / (performance.now() - startMs)
  const cpu = startCpuMs === null || endCpuMs === null ? null : ((endCpuMs - startCpuMs) * 1000) / requests.total
  const busy = `autocannon used ${clientCpuPercent.toFixed(0)} % of a core: it was the bottleneck`
  return {
    figures: {
      requestsPerSecond: requests.total / duration,
      latencyMs: latency.percentiles(),
      non2xx,
      cpuUsPerRequest: cpu,
      clientCpuPercent,
    },
    fault: errors > 0 ? `${errors} requests failed` : clientCpuPercent >= MAX_CLIENT_CPU_PERCENT ? busy : undefined,
  }
}

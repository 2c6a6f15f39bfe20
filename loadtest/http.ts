/** `load http`: every public address in turn under autocannon. */
import autocannon from 'autocannon'
import { number } from './arguments.ts'
import { cpuMs, rssMb } from './proc-stats.ts'
import { NOT_MEASURED, defineLoad } from './run.ts'
import type { Figures, Outcome } from './run.ts'
import { tuttiServer } from './tutti-server.ts'

const GETS = ['/', '/game/', '/healthz', '/readyz', '/metrics', '/v1/rooms', '/openapi.json']
const ADDRESSES = [
  ...GETS.map((path) => ({ method: 'GET' as const, path, body: '' })),
  { method: 'POST' as const, path: '/v1/guest', body: '{"name":"load"}' },
]

export const http = defineLoad({
  name: 'http',
  about: 'every public address in turn; --seconds is for each',
  switches: { connections: number(32, 1, 1000, 'connections at once') },
  run: async (run, { connections }): Promise<Outcome> => {
    const subject = await tuttiServer(run)
    const { pid } = subject
    try {
      const rssStartMb = pid === null ? null : rssMb(pid)
      const startCpuMs = pid === null ? null : cpuMs(pid)
      const startMs = performance.now()
      const result: Record<string, Figures> = {}
      const faults: string[] = []
      for (const { method, path, body } of ADDRESSES) {
        if (run.signal.aborted) break
        const name = `${method} ${path}`
        run.say(`Tutti: ${name}`)
        const headers = { 'content-type': 'application/json' }
        const post = method === 'POST' ? { headers, body } : {}
        const url = new URL(path, subject.url).href
        const { requests, latency, non2xx, errors } = await autocannon({
          url,
          method,
          connections,
          duration: run.common.seconds,
          ...post,
        })
        // autocannon has no p95.
        const latencyMs = { p50: latency.p50, p95: null, p99: latency.p99, max: latency.max }
        result[name] = { requestsPerSecond: requests.average, latencyMs, non2xx }
        if (errors > 0) faults.push(`${name}: ${errors} requests failed`)
      }
      const spentMs = performance.now() - startMs
      const usedMs = pid === null || startCpuMs === null ? null : (cpuMs(pid) ?? startCpuMs) - startCpuMs
      return {
        params: { connections },
        seconds: spentMs / 1000,
        server: {
          ...NOT_MEASURED,
          cpuPercent: usedMs === null ? null : (usedMs / spentMs) * 100,
          rssMb: pid === null ? null : rssMb(pid),
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

/** The little of autocannon that http.ts uses: it ships no types. */
declare module 'autocannon' {
  interface Result {
    readonly requests: { readonly average: number }
    readonly latency: { readonly p50: number; readonly p99: number; readonly max: number }
    readonly non2xx: number
    readonly errors: number
  }
  interface Options {
    readonly url: string
    readonly method: 'GET' | 'POST'
    readonly connections: number
    readonly duration: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  const autocannon: (options: Options) => Promise<Result>
  export default autocannon
}

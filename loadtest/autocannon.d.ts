/** The little of autocannon that http.ts uses: it ships no types. */
declare module 'autocannon' {
  interface Result {
    readonly requests: { readonly total: number }
    readonly '2xx': number
    readonly non2xx: number
    readonly errors: number
    /** Seconds that it really ran. */
    readonly duration: number
  }
  interface Options {
    readonly url: string
    readonly method: 'GET' | 'POST'
    readonly connections: number
    readonly duration: number
    /** Requests a second, all connections together. */
    readonly overallRate?: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  interface Instance extends PromiseLike<Result> {
    on(event: 'response', heard: (client: unknown, status: number, bytes: number, responseMs: number) => void): void
    stop(): void
  }
  const autocannon: (options: Options) => Instance
  export = autocannon
}

/** Addresses of hosts: as sockets want them, and as HTTP does. */

/** A page's own origin serves as well as `ws:` does. */
export const socketAddress = (url: string): string => url.replace(/^http/, 'ws')

export const httpAddress = (url: string, path: string): URL => new URL(path, url.replace(/^ws/, 'http'))

/** Where ROUTE sends us, as far as it is an address and no less private than this one. */
export const routedAddress = (url: string, from: string): string | undefined => {
  if (!URL.canParse(url, from)) return undefined
  const to = new URL(url, from)
  return to.protocol === 'wss:' || to.protocol === new URL(from).protocol ? to.href : undefined
}

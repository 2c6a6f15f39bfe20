/** Images that went out from this page: shown from memory, before anybody else could have them and after. */

const MOST = 24
const urls = new Map<string, string>()

export const keepOwnImage = (hash: string, content: Blob): void => {
  if (urls.has(hash)) return
  urls.set(hash, URL.createObjectURL(content))
  for (const [oldest, url] of urls) {
    if (urls.size <= MOST) break
    URL.revokeObjectURL(url)
    urls.delete(oldest)
  }
}

export const ownImage = (hash: string): string | undefined => urls.get(hash)

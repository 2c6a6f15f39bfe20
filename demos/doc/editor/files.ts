/** Files beside a document: up and down over HTTP, as the user of the socket; in the text they are `att:<hash>`. */
import { TuttiError } from '@tutti/client'
import { isErrorCode } from '../../../shared/errors.ts'
import type { PageClient } from '../../shell/client.ts'

const SCHEME = 'att:'

export class DocFiles {
  readonly #client: PageClient
  readonly #path: string
  readonly #urls = new Map<string, Promise<string>>()

  constructor(client: PageClient, room: string) {
    this.#client = client
    this.#path = `/v1/doc/${encodeURIComponent(room)}/files`
  }

  /** Resolves with what stands for it in the document. */
  async put(file: File, media: string): Promise<string> {
    const name = file.name === '' ? 'pasted' : file.name
    const { url, authorization } = await this.#client.http(`${this.#path}?name=${encodeURIComponent(name)}`)
    const headers = { authorization, 'content-type': media }
    const response = await fetch(url, { method: 'POST', headers, body: file })
    if (!response.ok) throw refusalIn(await response.text())
    const { hash } = (await response.json()) as { readonly hash: string }
    // Shown from here: nobody needs to fetch what they just sent.
    this.#urls.set(hash, Promise.resolve(URL.createObjectURL(file)))
    return SCHEME + hash
  }

  /** What an image can show, and a file be taken from; undefined where `source` is none of this document's files. */
  url(source: string): Promise<string> | undefined {
    const hash = source.startsWith(SCHEME) ? source.slice(SCHEME.length) : undefined
    if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) return undefined
    let url = this.#urls.get(hash)
    if (url === undefined) {
      url = this.#fetch(hash)
      this.#urls.set(hash, url)
      url.catch(() => this.#urls.delete(hash))
    }
    return url
  }

  close(): void {
    for (const url of this.#urls.values()) url.then((made) => URL.revokeObjectURL(made)).catch(() => undefined)
    this.#urls.clear()
  }

  async #fetch(hash: string): Promise<string> {
    const { url, authorization } = await this.#client.http(`${this.#path}/${hash}`)
    const response = await fetch(url, { headers: { authorization } })
    if (!response.ok) throw refusalIn(await response.text())
    return URL.createObjectURL(await response.blob())
  }
}

/** Read with care: it may be the answer of whatever stands between us and the host. */
const refusalIn = (text: string): TuttiError => {
  try {
    const { error } = JSON.parse(text) as { readonly error?: { readonly code?: unknown; readonly message?: unknown } }
    if (isErrorCode(error?.code))
      return new TuttiError(error.code, typeof error.message === 'string' ? error.message : undefined)
  } catch {
    // Not ours.
  }
  return new TuttiError('unavailable')
}

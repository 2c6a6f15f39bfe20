/** Files beside a room: up and down over HTTP, as the user of the socket. */
import { TuttiError } from '../../shared/errors.ts'
import { refusalIn, unreachable } from './http-refusal.ts'
import type { AnyClient } from './any-client.ts'

export interface StoredFile {
  /** SHA-256, 64 hex digits. */
  readonly hash: string
  readonly name: string
  readonly type: string
  readonly bytes: number
}

export class RoomFiles {
  readonly #client: Pick<AnyClient<never>, 'http'>
  readonly #path: string
  readonly #urls = new Map<string, Promise<string>>()
  #closed = false

  constructor(client: Pick<AnyClient<never>, 'http'>, kind: string, room: string) {
    this.#client = client
    this.#path = `/v1/${kind}/${room}/files`
  }

  async upload(content: Blob, name: string, onProgress?: (share: number) => void): Promise<StoredFile> {
    const { url, authorization } = await this.#client.http(`${this.#path}?name=${encodeURIComponent(name)}`)
    const type = content.type || 'application/octet-stream'
    const watched = onProgress !== undefined && typeof XMLHttpRequest === 'function'
    const answer = watched
      ? await sent(url, authorization, content, type, onProgress)
      : await fetch(url, {
          method: 'POST',
          headers: { authorization, 'content-type': type },
          body: content,
        }).then(async (response) => ({ ok: response.ok, text: await response.text() }), unreachable)
    if (!answer.ok) throw refusalIn(answer.text)
    onProgress?.(1)
    return JSON.parse(answer.text) as StoredFile
  }

  /** Fetched once; the URL lives until close(). */
  url(hash: string): Promise<string> {
    let url = this.#urls.get(hash)
    if (url !== undefined) return url
    url = this.#fetch(hash)
    this.#urls.set(hash, url)
    url.catch(() => this.#urls.delete(hash))
    return url
  }

  close(): void {
    this.#closed = true
    for (const url of this.#urls.values()) url.then((object) => URL.revokeObjectURL(object)).catch(() => {})
    this.#urls.clear()
  }

  async #fetch(hash: string): Promise<string> {
    const { url, authorization } = await this.#client.http(`${this.#path}/${hash}`)
    const response = await fetch(url, { headers: { authorization } }).catch(unreachable)
    if (!response.ok) throw refusalIn(await response.text())
    const content = await response.blob()
    if (this.#closed) throw new TuttiError('not_joined', 'the room was left')
    return URL.createObjectURL(content)
  }
}

/** fetch() does not tell how much is up. */
const sent = (
  url: string,
  authorization: string,
  content: Blob,
  type: string,
  onProgress: (share: number) => void,
): Promise<{ readonly ok: boolean; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('authorization', authorization)
    request.setRequestHeader('content-type', type)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => resolve({ ok: request.status >= 200 && request.status < 300, text: request.responseText })
    request.onerror = (event) => {
      try {
        unreachable(event)
      } catch (thrown) {
        reject(thrown as TuttiError)
      }
    }
    request.send(content)
  })
